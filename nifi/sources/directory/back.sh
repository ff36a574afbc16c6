# back.sh <in> <from> <path> <name> <refused>: what changed after it had landed is taken again, of its day, and says `back`. Where
# another of its name has come since, that one is the newer: this one lies in <refused> then, and it says `overtaken`.
in=$1 from=$2 path=$3 name=$4 refused=$(realpath -m -- "$5")
cd -- "$in" || exit
for newest in .landing/landed/*/*/*/"$path$name"; do :; done # their folders begin with when they landed
rest=${from#.landing/landed/*/*/}
to=.landing/taken/${rest%%/*}/$path said=back
if [ "$newest" != "$from" ]; then said=overtaken; fi
for other in "$path$name" .landing/taken/*/"$path$name"; do
  if [ -e "$other" ]; then said=overtaken; fi
done
if [ "$said" = overtaken ]; then to=$refused/$path; fi
mkdir -p -- "$to" && mv -T --backup=numbered -- "$from" "$to/$name" && printf %s "$said" || exit
from=${from#.landing/landed/}
cd .landing/landed && rmdir -p --ignore-fail-on-non-empty -- "${from%/*}"
