/** Words that stand in headers far more often than in the rows below them, in the languages that most files have. */
const english = `id ids uid uuid guid name names date time datetime timestamp day month year week quarter hour minute
  second city town country county state region area zone zip postcode postal address street phone telephone mobile fax
  email mail url uri link website code codes type kind status title description desc text comment comments note notes
  remark remarks value values amount price cost quantity qty count total sum number num nr key group category class
  label labels tag tags lat latitude lon lng long longitude first last firstname lastname surname gender sex age birth
  birthday birthdate dob user username login password account customer client order product item sku unit units
  currency source target from to start end begin created updated modified deleted color colour size weight height width
  length depth version index rank score rate ratio percent percentage flag active level message lang language company
  organization organisation department dept role team manager employee owner author editor publisher sensor device
  species genus family model brand make district province continent location place site station school university
  field column row record file filename path folder domain ip host hostname port protocol method request response
  subject object predicate entity attribute property parent child event action reason result details detail summary
  content body question answer category subcategory section chapter page position job occupation profession religion
  nationality capital population origin destination departure arrival airline airport carrier route vendor supplier
  invoice payment method balance debit credit bank iban bic tax discount shipping delivery priority severity stage
  phase step task project milestone symbol ticker sector industry isin gene chromosome strand accession sequence
  abbreviation abbr acronym alias nickname synonym term definition meaning word translation pronunciation artist album
  track song genre director actor movie film rating review reviewer isbn issn doi journal volume issue format size
  shape material ingredient recipe dish food drink plant animal breed party candidate vote votes constituency
  attendance score home away opponent player league season stadium`
const others = `nummer nr. datum zeit uhrzeit tag monat jahr vorname nachname familienname titel beschreibung betrag
  preis menge anzahl summe einheit artikel artikelnummer kunde kundennummer lieferant strasse straße hausnummer plz ort
  stadt land bundesland telefon geschlecht geburtsdatum alter bemerkung kommentar kategorie gruppe wert größe gewicht
  farbe sprache firma abteilung quelle ziel beginn ende hauptstadt bezeichnung art typ
  nom prénom prenom adresse ville pays région departement département téléphone courriel âge sexe quantité prix montant
  numéro numero libellé libelle catégorie categorie valeur unité jour mois année annee heure taille poids couleur langue
  société commune capitale
  nombre apellido apellidos fecha hora día dia mes año ciudad país pais provincia dirección direccion teléfono correo
  edad sexo cantidad precio importe código codigo descripción descripcion categoría valor unidad empresa cliente
  producto estado tipo color idioma municipio
  nome cognome data ora giorno mese anno città citta paese indirizzo telefono età quantità prezzo importo codice
  descrizione categoria valore unità azienda prodotto stato comune provincia regione cidade endereço telefone idade quantidade preço produto
  naam achternaam voornaam plaats straat huisnummer postcode leeftijd geslacht aantal prijs bedrag omschrijving
  imię nazwisko miasto kraj ulica data wiek płeć ilość cena kwota opis numer
  имя фамилия отчество город страна адрес улица телефон дата время год месяц день возраст пол цена количество сумма
  название описание код номер тип категория статус значение
  名前 氏名 名称 住所 電話番号 電話 日付 年齢 性別 都市 都道府県 国 価格 数量 金額 番号 種類 説明 人口 姓名 名字 城市 国家
  地址 电话 日期 年龄 价格 编号 类型 描述 이름 도시 국가 주소 전화 날짜 나이 성별 가격 수량 שם עיר גיל תאריך מחיר כתובת اسم مدينة عمر تاريخ سعر عنوان`

const words = new Set(`${english} ${others}`.split(/\s+/).filter(Boolean))

/** Whether one of the words of a text is such a one, `customerId` and `ORDER_NO` too; sentences are no names. */
export function isNameLike(text: string): boolean {
  if (text.length > 60) return false
  const parts = text
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{M}]+/u)
    .filter(Boolean)
  return parts.length > 0 && parts.length <= 6 && parts.some((part) => words.has(part))
}
