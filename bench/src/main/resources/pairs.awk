# What a kernel engineer writes first: pairs by task and function, durations in a log2 histogram.
{
  i = index($0, "] ")
  if (!i) next
  split(substr($0, 17, i - 17), head, /[- \[]+/)
  split(substr($0, i + 2), word, " ")
  pid = head[2]
  time = word[2]
  sub(/:$/, "", time)
  event = word[3]
  if (event ~ /_ret:$/) {
    fn = substr(event, 1, length(event) - 5)
    key = pid SUBSEP fn
    if (key in begun) {
      us = (time - begun[key]) * 1e6
      delete begun[key]
      bucket = 0
      while (us >= 1) { us /= 2; bucket++ }
      calls[fn SUBSEP bucket]++
    }
  } else {
    fn = event
    sub(/(_event)?:$/, "", fn)
    begun[pid SUBSEP fn] = time
  }
}
END {
  for (key in calls) {
    split(key, part, SUBSEP)
    print part[1], part[2], calls[key]
  }
}
