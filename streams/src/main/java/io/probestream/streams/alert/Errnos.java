package io.probestream.streams.alert;

import java.util.HashMap;
import java.util.Map;

/**
 * Names of return values -1…-4095: include/uapi/asm-generic/errno-base.h and errno.h, and
 * include/linux/errno.h for those that the kernel keeps to itself. x86-64 and arm64 have the same.
 */
final class Errnos {
  private static final Map<String, Integer> NUMBERS = new HashMap<>();
  private static final Map<Integer, String> NAMES = new HashMap<>();

  static {
    put(
        1,
        "EPERM ENOENT ESRCH EINTR EIO ENXIO E2BIG ENOEXEC EBADF ECHILD EAGAIN ENOMEM EACCES EFAULT"
            + " ENOTBLK EBUSY EEXIST EXDEV ENODEV ENOTDIR EISDIR EINVAL ENFILE EMFILE ENOTTY"
            + " ETXTBSY EFBIG ENOSPC ESPIPE EROFS EMLINK EPIPE EDOM ERANGE EDEADLK ENAMETOOLONG"
            + " ENOLCK ENOSYS ENOTEMPTY ELOOP");
    put(61, "ENODATA ETIME");
    put(71, "EPROTO");
    put(74, "EBADMSG EOVERFLOW");
    put(
        88,
        "ENOTSOCK EDESTADDRREQ EMSGSIZE EPROTOTYPE ENOPROTOOPT EPROTONOSUPPORT ESOCKTNOSUPPORT"
            + " EOPNOTSUPP EPFNOSUPPORT EAFNOSUPPORT EADDRINUSE EADDRNOTAVAIL ENETDOWN ENETUNREACH"
            + " ENETRESET ECONNABORTED ECONNRESET ENOBUFS EISCONN ENOTCONN ESHUTDOWN ETOOMANYREFS"
            + " ETIMEDOUT ECONNREFUSED EHOSTDOWN EHOSTUNREACH EALREADY EINPROGRESS ESTALE");
    put(121, "EREMOTEIO EDQUOT ENOMEDIUM EMEDIUMTYPE ECANCELED");
    put(512, "ERESTARTSYS ERESTARTNOINTR ERESTARTNOHAND ENOIOCTLCMD ERESTART_RESTARTBLOCK");
    put(529, "EIOCBQUEUED");
  }

  private Errnos() {}

  private static void put(int first, String names) {
    int errno = first;
    for (String name : names.split(" ")) {
      NUMBERS.put(name, errno);
      NAMES.put(errno++, name);
    }
  }

  /** Its name, or its number where it has none here. */
  static String name(int errno) {
    return NAMES.getOrDefault(errno, Integer.toString(errno));
  }

  /** The errno of a name, or of a number from 1 to 4095; -1 if it is none. */
  static int number(String text) {
    Integer known = NUMBERS.get(text);
    if (known != null) {
      return known;
    }
    int number = text.matches("-?[0-9]{1,4}") ? Math.abs(Integer.parseInt(text)) : -1;
    return number >= 1 && number <= 4_095 ? number : -1;
  }
}
