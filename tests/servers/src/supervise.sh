# Runs a server until standard input ends, which it does when the owner of the server lets go
# of it, or is no more. Then the server is stopped, and its folder removed.
#
# Arguments: the folder, the signal that stops the server, and the server's command.
folder=$1 signal=$2
shift 2
exec 3<&0 </dev/null

"$@" >"$folder/log" 2>&1 3<&- &
server=$!

# A server that has only begun may not hear the signal yet, so it is sent until it has.
asked=
trap 'asked=yes; kill -s "$signal" "$server"' USR1
{
    read -r _
    while kill -s USR1 "$$"; do sleep 0.1; done
} <&3 &
watcher=$!
exec 3<&-

# A trap interrupts `wait`.
while kill -0 "$server"; do wait "$server"; done

# One that ended by itself leaves its log until its owner has read it.
trap 'asked=yes' USR1
: >"$folder/ended"
while [ -z "$asked" ]; do wait "$watcher"; done
kill -s KILL "$watcher"
wait "$watcher"
rm -rf "$folder"
