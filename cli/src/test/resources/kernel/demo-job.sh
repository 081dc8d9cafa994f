# The guest's side of DemoKernelIT. $ARCHIVE is set in front of this.

T=/sys/kernel/tracing
export TMPDIR=/tmp/demo
mkdir $TMPDIR

# Somebody else's probe; it must not be touched.
echo 'p:foreign/keep vfs_statfs' >>$T/kprobe_events

state() {
  cat $T/kprobe_events
  ls $T/instances $T/events $TMPDIR
  cat $T/trace_clock $T/tracing_on $T/current_tracer
}
state | report before
uname -r | report uname

# Some calls to count, and a pause: an emulated CPU has enough to do.
while [ ! -e /tmp/enough ]; do
  dd if=/dev/zero of=/tmp/written bs=16 count=20 2>/dev/null
  cat /tmp/written >/dev/null
  usleep 250000
done &
workload=$!

java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData -Xmx512m \
  -Xshare:auto -XX:SharedArchiveFile="$ARCHIVE" -Xlog:cds=warning:stderr -cp "$CLASSPATH" io.probestream.cli.Main \
  demo --source live --duration 10s --patience 6m --format json >/tmp/demo.json 2>/tmp/demo.err
echo $? | report demo.status
echo "guest: demo ended after $(cut -d' ' -f1 /proc/uptime) s"
touch /tmp/enough
wait $workload
report demo.json /tmp/demo.json
report demo.err /tmp/demo.err
state | report after
finished
