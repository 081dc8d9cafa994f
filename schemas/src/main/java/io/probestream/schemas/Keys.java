package io.probestream.schemas;

/** Keys of the per-host topics: {@code host/name}, split at the first slash. */
public final class Keys {
  /** The name where no single probe can be blamed. */
  public static final String NO_PROBE = "-";

  /** The name under which probes, or functions, beyond a limit are counted together. */
  public static final String FOLDED = "(other)";

  private Keys() {}

  public static String of(String host, String name) {
    return host + '/' + name;
  }

  public static String host(String key) {
    int slash = key.indexOf('/');
    return slash < 0 ? key : key.substring(0, slash);
  }

  /** What follows the first slash, verbatim; empty if there is none. */
  public static String name(String key) {
    int slash = key.indexOf('/');
    return slash < 0 ? "" : key.substring(slash + 1);
  }
}
