package io.probestream.schemas.window;

/**
 * Where every hit of a probe went, since the session began.
 *
 * <p>Law, exact once the session is closed: {@code hits = seen + lost + unrecorded} with {@code
 * lostMin <= lost <= lostMax}. {@code unrecorded} are hits that the kernel counted but did not
 * record: filters, excluded threads, moments while events were switched on or off.
 *
 * @param hits growth of the kernel's hit counter
 * @param missed growth of the kernel's missed counter
 * @param seen lines of the probe
 * @param lostMin surely lost
 * @param lostMax lost at most
 * @param unrecordedMin {@code hits - seen - lostMax}, not below 0
 * @param unrecordedMax {@code hits - seen - lostMin}, not below 0
 */
public record SessionTotals(
    long hits,
    long missed,
    long seen,
    long lostMin,
    long lostMax,
    long unrecordedMin,
    long unrecordedMax) {}
