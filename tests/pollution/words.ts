/** Words that cells and headers are made of, by language; each language has encodings of its own. */
export interface Language {
  firstNames: string[]
  lastNames: string[]
  cities: string[]
  classes: string[]
  words: string[]
  /** Of columns, by kind. */
  names: Partial<Record<string, string[]>>
  /** As TextDecoder calls them. */
  encodings: string[]
}

const list = (text: string): string[] => text.split('|')

/** Names of columns in the order of `namedKinds`; where there are several, by `/`. */
const names = (text: string): Language['names'] =>
  Object.fromEntries(list(text).map((each, i) => [namedKinds[i], each.split('/')]))

const namedKinds = [
  'id',
  'count',
  'money',
  'ratio',
  'date',
  'moment',
  'flag',
  'class',
  'person',
  'city',
  'note',
  'code',
]

export const languages: Record<string, Language> = {
  en: {
    firstNames: list('Anna|Ben|Clara|David|Eve|Frank|Grace|Henry|Iris|Jack|Karen|Liam|Mona|Noah'),
    lastNames: list(
      "Smith|Jones|O'Brien|Taylor|Brown|Wilson|Evans|Walker|D'Arcy|Hall|Wright|Green",
    ),
    cities: list('London|Paris|New York|Berlin|Leeds|Boston|Austin|Dover|York|Bath|Salem|Troy'),
    classes: list('open|closed|pending|north|south|gold|silver|retail|wholesale|active|retired'),
    words: list(
      'the|late|order|was|sent|back|again|box|pipe|with|small|parts|blue|paint|for|gate|old',
    ),
    names: names(
      'id/ID/order_id/OrderId|count/quantity/Units|price/amount/Total Price|rate/weight_kg/Score|date/Order Date/shipped_on|created_at/timestamp/Last Login|active/is_open/Paid|status/type/Region|name/customer/Contact Person|city/place/Town|note/comment/Remarks|code/zip/Store No.',
    ),
    encodings: ['windows-1252', 'iso-8859-15'],
  },
  de: {
    firstNames: list('Jürgen|Käthe|Björn|Sören|Günter|Anneliese|Uwe|Heike|Jörg|Bärbel'),
    lastNames: list('Müller|Schäfer|Weiß|Krüger|Köhler|Groß|Lange|Böhm|Jäger|Vogel'),
    cities: list('Köln|München|Düsseldorf|Zürich|Münster|Nürnberg|Lübeck|Wien|Graz|Mainz'),
    classes: list('geöffnet|geschlossen|fällig|Süd|Nord|groß|klein|gültig'),
    words: list('für|die|Tür|schön|grün|über|Größe|Straße|und|weiß|nächste|Lieferung|später'),
    names: names(
      'Nr/Kennung/Auftragsnr|Menge/Anzahl|Preis/Betrag (€)/Umsatz|Gewicht/Anteil|Datum/Lieferdatum|Zeitpunkt/Geändert am|bezahlt/gültig|Zustand/Größe|Name/Kunde/Käufer|Stadt/Ort|Bemerkung/Verfügbarkeit|PLZ/Schlüssel',
    ),
    encodings: ['windows-1252', 'iso-8859-15'],
  },
  fr: {
    firstNames: list('René|Chloé|François|Zoë|Hélène|Noël|Anaïs|Luc|Benoît|Élise'),
    lastNames: list('Lefèvre|Béranger|Garçon|Dupont|Côté|Moreau|Lemaître|Gagné'),
    cities: list('Orléans|Besançon|Nîmes|Paris|Béziers|Évry|Lyon|Mâcon'),
    classes: list('payé|refusé|été|forêt|château|ouvert|fermé'),
    words: list('très|déjà|après|la|forêt|où|garçon|élève|à|être|pièce|reçue|bientôt'),
    names: names(
      'numéro/id|quantité|prix/montant (€)|taux/poids|date/date de création|modifié à|payé/validé|état/catégorie|nom/client/prénom|ville/localité|commentaire/détails|code postal/clé',
    ),
    encodings: ['windows-1252', 'iso-8859-15'],
  },
  pl: {
    firstNames: list('Łukasz|Małgorzata|Zbigniew|Żaneta|Święcisław|Grażyna|Jakub|Bożena'),
    lastNames: list('Wiśniewski|Wójcik|Kowalczyk|Zieliński|Dąbrowska|Błaszczyk|Kaźmierczak'),
    cities: list('Kraków|Łódź|Gdańsk|Poznań|Wrocław|Częstochowa|Świdnica'),
    classes: list('otwarte|zamknięte|oczekujące|północ|południe|złoto'),
    words: list('że|się|już|następny|źródło|świeży|łódka|dostawa|będzie|późno|część'),
    names: names(
      'id/numer|ilość|cena/wartość|stawka|data|utworzono|czynny|stan/kategoria|imię/klient|miasto/miejscowość|uwagi/szczegóły|kod',
    ),
    encodings: ['windows-1250', 'iso-8859-2'],
  },
  ru: {
    firstNames: list('Анна|Иван|Мария|Пётр|Ольга|Сергей|Елена|Дмитрий'),
    lastNames: list('Иванов|Петрова|Сидоров|Кузнецова|Смирнов|Попова|Волков'),
    cities: list('Москва|Омск|Тула|Казань|Самара|Пермь|Уфа|Тверь'),
    classes: list('открыт|закрыт|ожидает|север|юг|золото'),
    words: list('это|было|поздно|заказ|вернули|снова|коробка|синяя|краска|для|ворот|старый'),
    names: names(
      'номер/код заказа|количество/штук|цена/сумма|ставка/вес|дата|создан|оплачен|состояние/вид|имя/клиент|город/место|примечание|код/индекс',
    ),
    encodings: ['windows-1251', 'koi8-r'],
  },
  el: {
    firstNames: list('Γιώργος|Μαρία|Ελένη|Νίκος|Σοφία|Κώστας'),
    lastNames: list('Παπαδόπουλος|Νικολάου|Γεωργίου|Βασιλείου|Αντωνίου'),
    cities: list('Αθήνα|Θεσσαλονίκη|Πάτρα|Βόλος|Λάρισα'),
    classes: list('ανοιχτό|κλειστό|βορράς|νότος|χρυσό'),
    words: list('και|το|παλιό|κουτί|ήταν|αργά|πάλι|μικρά|μέρη|για|την|πύλη'),
    names: names(
      'αριθμός|ποσότητα|τιμή|βάρος|ημερομηνία|δημιουργήθηκε|ενεργό|κατάσταση|όνομα|πόλη|σχόλιο|κωδικός',
    ),
    encodings: ['windows-1253', 'iso-8859-7'],
  },
  he: {
    firstNames: list('דוד|שרה|משה|רחל|יעקב|מרים'),
    lastNames: list('כהן|לוי|מזרחי|פרץ|ביטון|דהן'),
    cities: list('חיפה|ירושלים|אילת|נתניה|רחובות'),
    classes: list('פתוח|סגור|צפון|דרום|זהב'),
    words: list('של|ישן|קופסה|היה|מאוחר|שוב|קטן|חלק|עבור|שער'),
    names: names('מספר|כמות|מחיר|משקל|תאריך|נוצר|פעיל|מצב|שם|עיר|הערה|קוד'),
    encodings: ['windows-1255'],
  },
  ar: {
    firstNames: list('محمد|فاطمة|علي|مريم|حسن|ليلى'),
    lastNames: list('الحسن|المصري|العلي|الخطيب|النجار'),
    cities: list('القاهرة|دمشق|بغداد|عمان|تونس'),
    classes: list('مفتوح|مغلق|شمال|جنوب|ذهب'),
    words: list('هذا|كان|متأخر|الطلب|مرة|أخرى|صندوق|صغير|باب|قديم'),
    names: names('رقم|الكمية|السعر|الوزن|التاريخ|أنشئ|نشط|الحالة|الاسم|المدينة|ملاحظة|الرمز'),
    encodings: ['windows-1256'],
  },
  tr: {
    firstNames: list('Ayşe|Çağlar|Gülşen|İbrahim|Şükrü|Özge'),
    lastNames: list('Yılmaz|Öztürk|Çelik|Şahin|Güneş|Doğan'),
    cities: list('İstanbul|Muğla|İzmir|Şanlıurfa|Eskişehir|Çorum'),
    classes: list('açık|kapalı|güney|doğu|altın|gümüş'),
    words: list('için|eski|kutu|geç|yine|küçük|parça|kapı|sipariş|değil|çünkü'),
    names: names(
      'sıra no|adet|ücret|ağırlık|tarih|oluşturma|ödendi|durum|müşteri/ad|şehir|açıklama|kod',
    ),
    encodings: ['windows-1254'],
  },
  ja: {
    firstNames: list('花子|太郎|次郎|愛|健太|さくら|ひろし|アンナ'),
    lastNames: list('山田|鈴木|佐藤|高橋|田中|渡辺|伊藤'),
    cities: list('東京|大阪|京都|札幌|横浜|名古屋|ソウル'),
    classes: list('受付中|完了|保留|北|南|標準'),
    words: list('これは|古い|箱|です|遅れて|届いた|小さな|部品|青い|ペンキ|表示'),
    names: names(
      '番号|数量|価格/金額|重量|日付|作成日時|有効|状態/種類|氏名/名前|都市|備考|コード/郵便番号',
    ),
    encodings: ['shift_jis', 'euc-jp'],
  },
  zh: {
    firstNames: list('伟|芳|娜|敏|静|强|磊|洋'),
    lastNames: list('王|李|张|刘|陈|杨|赵|黄'),
    cities: list('北京|上海|广州|深圳|成都|杭州'),
    classes: list('已完成|未付款|处理中|北方|南方|标准'),
    words: list('这个|订单|已经|退回|小|零件|蓝色|油漆|旧|大门|说明|以后'),
    names: names('编号|数量|价格/金额|重量|日期|创建时间|有效|状态/类型|姓名/客户|城市|备注|邮编'),
    encodings: ['gbk', 'gb18030'],
  },
  tw: {
    firstNames: list('偉|芳|娜|敏|靜|強|磊|洋'),
    lastNames: list('王|李|張|劉|陳|楊|趙|黃'),
    cities: list('臺北|高雄|臺中|新竹|臺南|嘉義'),
    classes: list('已完成|未付款|處理中|北方|南方|標準'),
    words: list('這個|訂單|已經|退回|小|零件|藍色|油漆|舊|大門|說明|以後'),
    names: names('編號|數量|價格|重量|日期|建立時間|有效|狀態|姓名|城市|備註|郵遞區號'),
    encodings: ['big5'],
  },
  ko: {
    firstNames: list('민준|서연|지훈|수빈|하은|도윤'),
    lastNames: list('김|이|박|최|정|강'),
    cities: list('서울|부산|대구|인천|광주|대전'),
    classes: list('완료|대기|취소|북쪽|남쪽|표준'),
    words: list('주문|상자|작은|부품|파란|페인트|오래된|대문|늦게|도착|다시'),
    names: names('번호|수량|가격|무게|날짜|생성일시|유효|상태|이름|도시|비고|우편번호'),
    encodings: ['euc-kr'],
  },
}
