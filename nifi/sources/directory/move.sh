# move.sh <in> <day> <path> <name> <folder>: renames a file that was taken into <folder>/<path>, which need not be there; what has its
# name there gets a number. Takes the folders away that only it was in. Says `moved`.
in=$1 day=$2 path=$3 name=$4 folder=$(realpath -m -- "$5")
cd -- "$in/.landing/taken" && mkdir -p -- "$folder/$path" || exit
mv -T --backup=numbered -- "$day/$path$name" "$folder/$path$name" && printf moved || exit
rmdir -p --ignore-fail-on-non-empty -- "$(realpath --relative-to=. -- "$day/$path")"
