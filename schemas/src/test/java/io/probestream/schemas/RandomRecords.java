package io.probestream.schemas;

import io.probestream.schemas.alert.Alert;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Makes any record of the topics, within what its own checks and its documentation allow. */
final class RandomRecords {
  private static final Map<String, List<String>> WORDS =
      Map.of(
          "unit", List.of("ns", "ticks"),
          "clockUnit", List.of("ns", "ticks"),
          "kind", List.of("entry", "return", "other"),
          "state", List.of("enabled", "disabled", "removed", "failed"),
          "capture", List.of("trace_pipe", "trace_pipe_raw", "file"),
          "form", List.of("kernel", "escaped"),
          "fingerprint", List.of("0123456789abcdef", "ffffffffffffffff"),
          "ruleSet", List.of("fedcba9876543210"),
          "host", List.of("h", "web-1", "10.0.0.1", "A_b.c-" + "x".repeat(247)),
          "histogram", List.of("HISTEwAAAAEAAAAAAAAAAgAAAAAAAAABAAAAAAAAAAI/8AAAAAAAAAA="));
  // A host is optional only in the values that the fleet's topics share.
  private static final Set<String> NULLABLE =
      Set.of(
          "hosts",
          "isFinal",
          "silent",
          "warmup",
          "warmupUntilMs",
          "bounds",
          "inFlight",
          "sumOfMax",
          "session",
          "totals",
          "lineLaw",
          "leftBehind",
          "breakdown",
          "other",
          "error",
          "throttle",
          "budget",
          "cpuPpm",
          "cpuLimitPpm",
          "hitsLimitPerSecond",
          "bytesSkipped",
          "lower",
          "upper",
          "threshold");
  private static final Set<String> FLEET = Set.of("RateWindow", "LatencyWindow", "MissedWindow");
  private static final Set<String> ALERT_STATE =
      Set.of(
          "unit",
          "state",
          "firing",
          "pendingSinceMs",
          "firingSinceMs",
          "resolvedAtMs",
          "unknownSinceMs",
          "reason");
  private static final Set<String> OFFSETS = Set.of("partition", "entryOffset", "returnOffset");
  private static final String ALPHABET = "aZ09_/#:-. \"\\\n\t\0\u00e9\u2192\ud83d\ude00";

  private RandomRecords() {}

  static <T> T make(Class<T> type, Random random) {
    try {
      RecordComponent[] components = type.getRecordComponents();
      Class<?>[] types = new Class<?>[components.length];
      Object[] values = new Object[components.length];
      Map<String, Object> made = new HashMap<>();
      for (int i = 0; i < components.length; i++) {
        types[i] = components[i].getType();
        values[i] = value(type, components[i], made, random);
        made.put(components[i].getName(), values[i]);
      }
      Constructor<T> constructor = type.getDeclaredConstructor(types);
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot make a " + type.getSimpleName(), e);
    }
  }

  private static Object value(
      Class<?> owner, RecordComponent component, Map<String, Object> made, Random random) {
    String name = component.getName();
    Class<?> type = component.getType();
    if (owner == Alert.class && ALERT_STATE.contains(name)) {
      return alert(name, made, random);
    }
    if (isNullable(owner, name) && random.nextInt(3) == 0) {
      return null;
    }
    if (type == boolean.class || type == Boolean.class) {
      return random.nextBoolean();
    }
    if (type == int.class || type == Integer.class) {
      return (int) number(name, made, random);
    }
    if (type == long.class || type == Long.class) {
      return number(name, made, random);
    }
    if (type == String.class) {
      return word(name, random);
    }
    if (type == Map.class) {
      Map<String, String> labels = new LinkedHashMap<>();
      for (int i = random.nextInt(4); i > 0; i--) {
        labels.put(text(random), text(random));
      }
      return labels;
    }
    if (type == List.class) {
      return list((ParameterizedType) component.getGenericType(), random);
    }
    return make(type, random);
  }

  /** What an alert's state decides. */
  private static Object alert(String name, Map<String, Object> made, Random random) {
    Object state = made.get("state");
    boolean unknown = Alert.UNKNOWN.equals(state);
    return switch (name) {
      case "unit" -> Alert.UNITS.get(random.nextInt(Alert.UNITS.size()));
      case "state" -> Alert.STATES.get(random.nextInt(Alert.STATES.size()));
      case "firing" -> Alert.FIRING.equals(state) || (unknown && random.nextBoolean());
      case "reason" -> unknown ? text(random) : null;
      default -> {
        boolean there =
            switch (name) {
              case "pendingSinceMs" -> Alert.PENDING.equals(state);
              case "firingSinceMs" -> (Boolean) made.get("firing") || Alert.RESOLVED.equals(state);
              case "resolvedAtMs" -> Alert.RESOLVED.equals(state);
              default -> unknown;
            };
        yield there ? (Object) number(name, made, random) : null;
      }
    };
  }

  private static List<Object> list(ParameterizedType type, Random random) {
    Class<?> of = (Class<?>) type.getActualTypeArguments()[0];
    List<Object> list = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      list.add(of == String.class ? text(random) : make(of, random));
    }
    return list;
  }

  private static boolean isNullable(Class<?> owner, String name) {
    return switch (name) {
      case "host" -> FLEET.contains(owner.getSimpleName());
      case "hits" -> owner.getSimpleName().equals("RateWindow");
      case "stackArg" -> true;
      case "by" -> owner.getSimpleName().equals("Pair");
      case "task" -> owner.getSimpleName().equals("BreakdownValue");
      case "value" -> owner.getSimpleName().equals("Alert");
      default -> NULLABLE.contains(name) || name.endsWith("HighNs");
    };
  }

  private static long number(String name, Map<String, Object> made, Random random) {
    if (name.endsWith("Ppm")) {
      return random.nextInt(1_000_001);
    }
    if (OFFSETS.contains(name)) {
      return random.nextInt(100) - 1L;
    }
    if (name.equals("errno")) {
      return 1L + random.nextInt(4_095);
    }
    // Names are listed so that the value's own checks hold.
    long least =
        switch (name) {
          case "endMs" -> (Long) made.get("startMs") + 1;
          case "lostMax" -> (Long) made.get("lostMin");
          case "toNs" -> (Long) made.get("fromNs");
          case "clockResolutionNs", "hosts" -> 1;
          default -> 0;
        };
    boolean small = Set.of("cpu", "pid", "hosts", "partition").contains(name);
    // As large as the values' checks take them, sums of two included.
    int bits = name.endsWith("Ns") ? 60 : name.endsWith("Ms") ? 40 : 48;
    int used = 1 + random.nextInt(bits);
    return least + (small ? random.nextInt(5_000) : random.nextLong() >>> (Long.SIZE - used));
  }

  private static String word(String name, Random random) {
    List<String> words = WORDS.get(name);
    return words == null ? text(random) : words.get(random.nextInt(words.size()));
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder("n");
    int[] characters = ALPHABET.codePoints().toArray();
    for (int i = random.nextInt(12); i > 0; i--) {
      text.appendCodePoint(characters[random.nextInt(characters.length)]);
    }
    return text.toString();
  }
}
