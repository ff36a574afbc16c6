# back.sh <in> <from> <path> <name> <refused>: what changed after it had landed is taken again, and says `back`. Where another of its
# name has come since, that one is the newer: this one lies in <refused> then, and it says `overtaken`.
in=$1 from=$2 path=$3 name=$4 refused=$(realpath -m -- "$5")
cd -- "$in" || exit
for newest in .landing/landed/*/*/"$path$name"; do :; done # their folders begin with when they landed
if [ "$newest" != "$from" ] || [ -e "$path$name" ] || [ -e ".landing/taken/$path$name" ]; then
  to=$refused/$path said=overtaken
else
  to=.landing/taken/$path said=back
fi
mkdir -p -- "$to" && mv -T -- "$from" "$to/$name" && printf %s "$said" || exit
from=${from#.landing/landed/}
cd .landing/landed && rmdir -p --ignore-fail-on-non-empty -- "${from%/*}"
