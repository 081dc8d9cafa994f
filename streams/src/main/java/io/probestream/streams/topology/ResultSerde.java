package io.probestream.streams.topology;

import io.probestream.schemas.Json;
import io.probestream.schemas.raw.AlertRules;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.RateWindow;
import io.probestream.streams.alert.HostSilence;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;

/** Bytes of {@link Result}s: plain values for the output topics, tagged ones between the stages. */
final class ResultSerde {
  private static final byte RATE = 1;
  private static final byte LATENCY = 2;
  private static final byte MISSED = 3;
  private static final byte LOW_WATERMARK = 4;
  private static final byte RULES = 5;
  private static final byte FLEET_HOST = 6;
  private static final byte SILENCE = 7;

  /** Beside the tag of a window that is late. */
  private static final byte LATE = 0x40;

  private ResultSerde() {}

  /** For the output topics; they are never read back. */
  static Serde<Result> output() {
    Deserializer<Result> none =
        (topic, bytes) -> {
          throw new SerializationException(topic + " is not read by the topology");
        };
    Serializer<Result> plain = (topic, result) -> plain(result);
    return Serdes.serdeFrom(plain, none);
  }

  /** For the internal topic: a tag, then the value. */
  static Serde<Result> tagged() {
    return Serdes.serdeFrom(
        (topic, result) -> writeTagged(result), (topic, bytes) -> readTagged(bytes));
  }

  private static byte[] plain(Result result) {
    if (result instanceof Result.Rate rate) {
      return Json.bytes(rate.window());
    } else if (result instanceof Result.Latency latency) {
      return Json.bytes(latency.window());
    } else if (result instanceof Result.Missed missed) {
      return Json.bytes(missed.window());
    } else if (result instanceof Result.Rejected rejected) {
      return rejected.value();
    }
    throw new SerializationException(result + " has no output topic");
  }

  private static byte[] writeTagged(Result result) {
    if (result instanceof Result.LowWatermark low) {
      return ByteBuffer.allocate(1 + Integer.BYTES + Long.BYTES)
          .put(LOW_WATERMARK)
          .putInt(low.rawPartition())
          .putLong(low.lowMs())
          .array();
    }
    if (result instanceof Result.Rules rules) {
      return tagged(RULES, Json.bytes(rules.rules()));
    }
    if (result instanceof Result.FleetHost host) {
      return tagged(FLEET_HOST, Json.bytes(host));
    } else if (result instanceof Result.Silence silence) {
      return tagged(SILENCE, Json.bytes(silence.silence()));
    } else if (result instanceof Result.Rate rate) {
      return tagged(RATE, rate.late(), result);
    } else if (result instanceof Result.Latency latency) {
      return tagged(LATENCY, latency.late(), result);
    } else if (result instanceof Result.Missed missed) {
      return tagged(MISSED, missed.late(), result);
    }
    throw new SerializationException(result + " stays within its stage");
  }

  private static byte[] tagged(byte tag, boolean late, Result window) {
    return tagged((byte) (tag | (late ? LATE : 0)), plain(window));
  }

  private static byte[] tagged(byte tag, byte[] value) {
    byte[] bytes = new byte[1 + value.length];
    bytes[0] = tag;
    System.arraycopy(value, 0, bytes, 1, value.length);
    return bytes;
  }

  private static Result readTagged(byte[] bytes) {
    byte[] value = Arrays.copyOfRange(bytes, 1, bytes.length);
    boolean late = (bytes[0] & LATE) != 0;
    return switch (bytes[0] & ~LATE) {
      case RATE -> new Result.Rate(Json.read(value, RateWindow.class), late);
      case LATENCY -> new Result.Latency(Json.read(value, LatencyWindow.class), late);
      case MISSED -> new Result.Missed(Json.read(value, MissedWindow.class), late);
      case FLEET_HOST -> Json.read(value, Result.FleetHost.class);
      case SILENCE -> new Result.Silence(Json.read(value, HostSilence.class));
      case LOW_WATERMARK -> {
        ByteBuffer buffer = ByteBuffer.wrap(value);
        yield new Result.LowWatermark(buffer.getInt(), buffer.getLong());
      }
      case RULES -> new Result.Rules(Json.read(value, AlertRules.class));
      default -> throw new SerializationException("unknown tag " + bytes[0]);
    };
  }
}
