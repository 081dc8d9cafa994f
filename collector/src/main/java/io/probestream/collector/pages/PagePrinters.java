package io.probestream.collector.pages;

import java.util.ArrayList;
import java.util.List;

/**
 * What pages of one session are printed with: a snapshot of its formats, because the kernel gives a
 * probe that is made anew another id.
 */
public final class PagePrinters {
  private final PageLayout layout;
  private final LinePrinter printer;

  PagePrinters(PageLayout layout, LinePrinter printer) {
    this.layout = layout;
    this.printer = printer;
  }

  PageLayout layout() {
    return layout;
  }

  LinePrinter printer() {
    return printer;
  }

  /** Gathers the formats. */
  public static final class Builder {
    private final PageLayout layout;
    private final List<EventFormat> formats = new ArrayList<>();
    private MarkerFormat markers;
    private boolean symbolic;

    public Builder(PageLayout layout) {
      this.layout = layout;
    }

    /**
     * A probe's {@code format}.
     *
     * @param kprobe whether its places are symbols
     * @throws IllegalArgumentException if this decoder does not understand it
     */
    public Builder probe(String format, boolean kprobe) {
      EventFormat parsed = EventFormat.parse(format, kprobe);
      formats.add(parsed);
      symbolic |=
          kprobe || parsed.pieces().stream().anyMatch(p -> p.kind() == EventFormat.Kind.SYMBOL);
      return this;
    }

    /**
     * The {@code format} of {@code ftrace/print}.
     *
     * @throws IllegalArgumentException if this decoder does not understand it
     */
    public Builder markers(String format) {
      markers = MarkerFormat.parse(format);
      return this;
    }

    /** Whether the probes print symbols. */
    public boolean needsSymbols() {
      return symbolic;
    }

    /**
     * The printers.
     *
     * @param kernelRelease decides what the flags column looks like
     */
    public PagePrinters build(TaskNames names, Symbols symbols, String kernelRelease) {
      FlagsText flags = FlagsText.of(kernelRelease);
      LinePrinter printer = new LinePrinter(formats, names, symbols, flags, layout.order());
      if (markers != null) {
        printer.addMarkers(markers, symbols);
      }
      return new PagePrinters(layout, printer);
    }
  }
}
