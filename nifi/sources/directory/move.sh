# move.sh <from> <folder> <name>: renames a file into a folder that need not be there, over what is there. Says `moved`.
mkdir -p -- "$2" && mv -T -- "$1" "$2/$3" && printf moved
