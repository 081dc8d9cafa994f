package io.probestream.schemas.raw;

import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Writes records of records, lists, maps, texts, whole numbers and truths, byte for byte as {@link
 * io.probestream.schemas.Json} does. A collector needs nothing else of what is behind that, which
 * is 500 classes and a sixth of its start.
 */
public final class RecordJson {
  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private final StringBuilder out = new StringBuilder(1_024);

  private RecordJson() {}

  /**
   * The record as JSON in UTF-8.
   *
   * @throws IllegalArgumentException if it holds something else
   */
  public static byte[] bytes(Record value) {
    RecordJson writer = new RecordJson();
    writer.object(value);
    return writer.out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void object(Record value) {
    out.append('{');
    int start = out.length();
    for (RecordComponent component : value.getClass().getRecordComponents()) {
      member(component.getName(), member(component, value), start);
    }
    out.append('}');
  }

  private static Object member(RecordComponent component, Record value) {
    try {
      return component.getAccessor().invoke(value);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("cannot read " + component + " of a record", e);
    }
  }

  private void object(Map<?, ?> members) {
    out.append('{');
    int start = out.length();
    members.forEach((name, value) -> member(name.toString(), value, start));
    out.append('}');
  }

  /** Nothing where there is no value. */
  private void member(String name, Object value, int start) {
    if (value != null) {
      separate(start);
      text(name);
      out.append(':');
      value(value);
    }
  }

  private void array(List<?> values) {
    out.append('[');
    int start = out.length();
    for (Object value : values) {
      separate(start);
      value(value);
    }
    out.append(']');
  }

  private void separate(int start) {
    if (out.length() > start) {
      out.append(',');
    }
  }

  private void value(Object value) {
    if (value instanceof String text) {
      text(text);
    } else if (value instanceof Long || value instanceof Integer || value instanceof Boolean) {
      out.append(value);
    } else if (value instanceof Record object) {
      object(object);
    } else if (value instanceof List<?> values) {
      array(values);
    } else if (value instanceof Map<?, ?> members) {
      object(members);
    } else {
      throw new IllegalArgumentException("no way to write a " + value.getClass());
    }
  }

  private void text(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int letter = "\b\t\n\f\r\"\\".indexOf(c);
      if (letter >= 0) {
        out.append('\\').append("btnfr\"\\".charAt(letter));
      } else if (c < ' ' || Character.isSurrogate(c)) {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
          out.append(HEX[(c >> shift) & 15]);
        }
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
