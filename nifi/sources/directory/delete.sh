# delete.sh <in> <folder> <name>: deletes what has landed, and the folders that only it was in. Says `deleted`.
cd -- "$1" && rm -- "$2$3" && printf deleted && cd .landing/landed || exit
rmdir -p --ignore-fail-on-non-empty -- "${2#.landing/landed/}"
