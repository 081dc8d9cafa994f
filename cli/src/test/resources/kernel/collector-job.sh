# The guest's side of CollectorKernelIT. $BOOTSTRAP is set in front of this.
#
# One boot, several sessions of the collector, each under a host name of its own. What the kernel
# counted is reported while the probes stand and nothing of the workload runs. Hist triggers are
# never removed: doing so while their events fire crashed a 6.1 kernel.

T=/sys/kernel/tracing
JAVA="java -Xshare:auto -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx256m -cp $CLASSPATH"

# Somebody else's probe and instance; neither may be touched.
mkdir $T/instances/foreign
echo 'p:foreign/keep vfs_statfs' >>$T/kprobe_events
echo 1 >$T/instances/foreign/events/foreign/keep/enable

foreign() {
  cat $T/kprobe_events
  ls $T/instances
  cat $T/instances/foreign/events/foreign/keep/enable
  cat $T/trace_clock $T/tracing_on $T/current_tracer
}
foreign >/tmp/foreign.before
report foreign.before /tmp/foreign.before

# start HOST ARGUMENTS...: a collector, until all of its events are on.
start() {
  host=$1
  shift
  # An emulated CPU on a busy machine needs its time to deliver the rest, and is no measure of a budget.
  $JAVA io.probestream.cli.Main collect --bootstrap-servers "$BOOTSTRAP" --host "$host" \
    --set closeTimeout=120s --set budget.cpuPercent=0 "$@" >/tmp/$host.log 2>&1 </dev/null &
  collector=$!
  wait_for 120 ready || echo "$host is not ready: $(cat /tmp/$host.log)"
}

# Finds the collector's instance ($I) and group ($G), and whether every event is on.
ready() {
  name=$(ls $T/instances | grep -v '^foreign$') || return 1
  I=$T/instances/$name
  G=$(sed -n 's/^[pr][0-9]*:\([^/]*\)\/.*/\1/p' $T/kprobe_events | grep -v '^foreign$' | sort -u)
  [ -n "$G" ] && [ "$(cat $I/events/$G/enable 2>/dev/null)" = 1 ]
}

# Whether few events wait in the collector's ring buffer.
nearly_empty() {
  ! grep -qE 'entries: [0-9]{3,}' $I/per_cpu/cpu*/stats
}

# counted HOST: what the kernel counted so far.
counted() {
  report $1.events $T/kprobe_events
  report $1.profile $T/kprobe_profile
  for stats in $I/per_cpu/cpu*/stats; do
    cpu=${stats%/stats}
    report $1.stats.${cpu##*cpu} $stats
  done
}

# stop HOST: as a service manager would; then what is left of it.
stop() {
  # Lines on their way are read before the counters are looked at.
  sleep 1
  counted $1
  kill -TERM $collector
  wait $collector
  echo $? | report $1.status
  report $1.log /tmp/$1.log
  foreign >/tmp/foreign.after
  report $1.foreign /tmp/foreign.after
}

workload() {
  $JAVA io.probestream.cli.kernel.GuestWorkload "$@"
}

# 1. Text. Nothing lost; a syscall under its old name, missed returns, latencies against hist triggers.
start plain --capture text \
  -e 'p:mkdir_event vfs_mkdir' -e 'r:mkdir_ret vfs_mkdir $retval' \
  -e 'p:fifo_event fifo_open' -e 'r2:fifo_ret fifo_open $retval' \
  -e 'p:sys_rmdir_event sys_rmdir' -e 'r4:sys_rmdir_ret sys_rmdir $retval'
workload /tmp/plain 200 | report plain.workload
# Six readers sleep in open() until a writer comes; two of the seven returns have an instance.
mkfifo /tmp/fifo
readers=
for reader in 1 2 3 4 5 6; do
  cat /tmp/fifo &
  readers="$readers $!"
done
wait_for 60 grep -q 'fifo_event  *6 ' $T/kprobe_profile
: >/tmp/fifo
wait $readers
rmdir /tmp/plain/*/d*
stop plain

# 2. Pages from here on. A collector that is held up: the ring buffer overruns and says by how much.
start lost --capture raw --buffer-size 256KiB -e 'p:write_event vfs_write' -e 'r:write_ret vfs_write $retval'
kill -STOP $collector
dd if=/dev/zero of=/dev/null bs=1 count=20000 2>/dev/null
kill -CONT $collector
# A buffer that is still full would lose what this script itself writes from here on.
wait_for 60 nearly_empty
stop lost

# 3. A collector that was killed has no time to put anything back; another command does.
start killed -e 'p:mkdir_event vfs_mkdir' -e 'r:mkdir_ret vfs_mkdir $retval'
kill -KILL $collector
wait $collector
foreign >/tmp/foreign.left
report killed.left /tmp/foreign.left
$JAVA io.probestream.cli.Main probes clean >/tmp/killed.log 2>&1
echo $? | report killed.status
report killed.log /tmp/killed.log
foreign >/tmp/foreign.after
report killed.foreign /tmp/foreign.after

# 4. Hist triggers on the collector's own events. Setting the clock clears the buffer, also to the
# clock it has; nothing runs that matters yet. This session is the last: a hist variable holds a
# reference to the instance (save_hist_vars), so the collector cannot remove it, and must say so.
start hist --capture raw \
  -e 'p:open_event do_sys_openat2 file=+0($arg2):ustring' -e 'r:open_ret do_sys_openat2 $retval' \
  -e 'p:write_event vfs_write count=$arg3:u64' -e 'r:write_ret vfs_write ret=$retval:s64'
for name in open write; do
  # A latency is printed only as the field of an event: here a synthetic one.
  echo "call_$name int pid; u64 ns" >>$T/synthetic_events
  echo 'hist:keys=pid:vals=ns' >$T/events/synthetic/call_$name/trigger
  entry=${name}_event
  echo "hist:keys=common_pid:from_$name=common_timestamp:clock=boot" \
    >$I/events/$G/$entry/trigger
  echo "hist:keys=common_pid:ns_$name=common_timestamp-\$from_$name:clock=boot:onmatch($G.$entry).call_$name(common_pid,\$ns_$name)" \
    >$I/events/$G/${name}_ret/trigger
done
cat $I/error_log $T/error_log
# The same events as the kernel prints them, from an instance of their own.
mkdir $T/instances/text
for event in write_event write_ret; do
  echo 1 >$T/instances/text/events/$G/$event/enable
done
workload /tmp/text 2 >/dev/null
echo 0 >$T/instances/text/events/enable
grep write_ $T/instances/text/trace | head -n 200 | report hist.text
rmdir $T/instances/text
workload /tmp/hist 300 | report hist.workload
report hist.open $T/events/synthetic/call_open/hist
report hist.write $T/events/synthetic/call_write/hist
stop hist

finished
