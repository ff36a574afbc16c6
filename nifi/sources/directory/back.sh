# back.sh <in> <from> <path> <name> <refused>: what changed after it had landed is taken again, and says `back`. Where another of its
# name has come since, that one is the newer: this one lies in <refused> then, and it says `overtaken`.
in=$1 from=$2 path=$3 name=$4 refused=$(realpath -m -- "$5")
cd -- "$in" || exit
count=0
for one in "$path$name" ".landing/taken/$path$name" .landing/landed/*/*/"$path$name"; do
  if [ -e "$one" ]; then count=$((count + 1)); fi
done
if [ "$count" -gt 1 ]; then to=$refused/$path said=overtaken; else to=.landing/taken/$path said=back; fi
mkdir -p -- "$to" && mv -T -- "$from" "$to/$name" && printf %s "$said"
