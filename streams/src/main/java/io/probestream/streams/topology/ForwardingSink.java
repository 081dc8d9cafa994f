package io.probestream.streams.topology;

import io.probestream.schemas.Keys;
import io.probestream.schemas.raw.AlertRules;
import io.probestream.schemas.raw.RejectHeaders;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.RateWindow;
import io.probestream.streams.alert.HostSilence;
import io.probestream.streams.engine.Reject;
import io.probestream.streams.engine.ResultSink;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Forwards what an engine gives, with the timestamp of the raw record at hand and headers of its
 * own: those of the raw record stay behind, or the same window would differ by who closed it.
 */
final class ForwardingSink implements ResultSink {
  private final ProcessorContext<String, Result> context;
  private long timestampMs;
  private long lowMs;

  ForwardingSink(ProcessorContext<String, Result> context) {
    this.context = context;
  }

  /**
   * Begins with a raw record and answers where it stands.
   *
   * @param toldLowMs the partition's low watermark: windows that end there are late
   */
  RecordMetadata begin(long recordTimestampMs, long toldLowMs) {
    timestampMs = recordTimestampMs;
    lowMs = toldLowMs;
    return context
        .recordMetadata()
        .orElseThrow(() -> new IllegalStateException("no record is being processed"));
  }

  @Override
  public void rate(RateWindow window) {
    forward(
        Keys.of(window.host(), window.probe()), new Result.Rate(window, window.endMs() <= lowMs));
  }

  @Override
  public void latency(LatencyWindow window) {
    forward(
        Keys.of(window.host(), window.function()),
        new Result.Latency(window, window.endMs() <= lowMs));
  }

  @Override
  public void missed(MissedWindow window) {
    forward(
        Keys.of(window.host(), window.probe()), new Result.Missed(window, window.endMs() <= lowMs));
  }

  void status(String host, String session, byte[] value) {
    forward(host, new Result.HostStatus(session, value));
  }

  void fleet(Result.FleetHost host) {
    forward(host.host(), host);
  }

  void silence(HostSilence silence) {
    forward(silence.host(), new Result.Silence(silence));
  }

  void low(Result.LowWatermark low) {
    forward("", low);
  }

  void rules(AlertRules rules) {
    forward("", new Result.Rules(rules));
  }

  void time(String host, long toMs) {
    forward(host, new Result.Time(host, toMs));
  }

  void forgotten(String host) {
    forward(host, new Result.Forgotten());
  }

  @Override
  public void reject(Reject reject) {
    RecordHeaders headers = new RecordHeaders();
    put(headers, RejectHeaders.REASON, reject.reason());
    put(headers, RejectHeaders.OFFSET, Integer.toString(reject.offset()));
    put(headers, RejectHeaders.SESSION, reject.session());
    put(headers, RejectHeaders.SEQ, Long.toString(reject.seq()));
    Result result = new Result.Rejected(reject.value());
    context.forward(new Record<>(reject.host(), result, timestampMs, headers));
  }

  private void forward(String key, Result result) {
    context.forward(new Record<>(key, result, timestampMs));
  }

  private static void put(RecordHeaders headers, String name, String value) {
    headers.add(name, value.getBytes(StandardCharsets.US_ASCII));
  }
}
