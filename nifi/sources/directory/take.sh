# take.sh <in> <path> <name> <refused> <marker>: renames the file <in>/<path><name> to where nobody writes by its name.
# Says `taken <day>`, of one that was taken before too: the day of its last change when it was taken first; `waits` where one of its name has not landed yet, or its marker is not there; `gone`; or `refused <problem> <why>`
# of what lies in <refused> now.
in=$1 path=$2 name=$3 refused=$(realpath -m -- "$4") marker=$5
cd -- "$in" || exit
file=$path$name

# The outermost link on the way to $1.
linked() {
  link='' at=$1
  while [ "$at" != . ]; do
    if [ -h "$at" ]; then link=$at; fi
    above=${at%/*}
    if [ "$above" = "$at" ]; then at=.; else at=$above; fi
  done
}

aside() {
  mkdir -p -- "$refused/$path" && mv -T --backup=numbered -- "$1" "$refused/$1" && printf 'refused %s' "$2"
}

linked "$file"
if [ -n "$link" ]; then # not even aside: what is written beside it later would go where it leads
  said="refused no-file $link is a link to $(readlink -- "$link"). Links are taken away, and not followed."
  rm -- "$link" && printf %s "$said"
elif [ -f "$file" ]; then
  rest=${path#.landing/taken/}
  if [ "$rest" != "$path" ]; then printf 'taken %s' "${rest%%/*}"; exit; fi
  for other in .landing/taken/*/"$file"; do
    if [ -e "$other" ]; then printf waits; exit; fi
  done
  if [ "$marker" != none ] && [ ! -e "$file$marker" ]; then printf waits; exit; fi
  day=$(date -u -r "$file" +%F) && to=.landing/taken/$day/$path || exit
  for own in "$to." .landing/landed/.; do
    linked "$own"
    if [ -n "$link" ]; then rm -- "$link"; fi
  done
  mkdir -p -- "$to" && mv -T -- "$file" "$to$name" || exit
  if [ "$marker" != none ]; then rm -f -- "$file$marker"; fi
  if [ -f "$to$name" ] && [ ! -h "$to$name" ]; then printf 'taken %s' "$day"; fi # else somebody was quicker than `mv`
elif [ -e "$file" ]; then
  aside "$file" 'no-file It is a pipe, a socket or a device.'
elif command -v iconv > /dev/null; then
  said=gone # or its name, or that of a folder above it, is bytes that NiFi cannot say
  until [ -d "./$path" ]; do
    path=${path%/}
    case $path in (*/*) path=${path%/*}/ ;; (*) path= ;; esac
  done
  for file in "$path"*; do
    if ! printf %s "$file" | iconv -f UTF-8 -t UTF-8 > /dev/null 2>&1; then
      said=$(aside "$file" 'invalid-name The name is not UTF-8.')
    fi
  done
  printf %s "$said"
fi
