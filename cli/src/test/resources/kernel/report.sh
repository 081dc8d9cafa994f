# Functions for jobs. A report section is read by GuestReport.

REPORT=/dev/ttyS1

# report NAME [FILE]: a section with the file's content, or with standard input.
report() {
  echo "@begin $1" >$REPORT
  cat ${2:+"$2"} >$REPORT
  # A file need not end in a newline.
  echo >$REPORT
  echo "@end $1" >$REPORT
}

finished() {
  echo @finished >$REPORT
}

# wait_for SECONDS COMMAND...: until the command succeeds; non-zero when it never did.
wait_for() {
  left=$(($1 * 10))
  shift
  until "$@"; do
    left=$((left - 1))
    [ $left -gt 0 ] || return 1
    usleep 100000
  done
}
