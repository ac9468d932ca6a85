package org.aureole.edp;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import org.aureole.v1.Interval;

/** Times of the contract as times of Java, and back. */
public final class Timestamps {
  private Timestamps() {}

  public static Timestamp of(Instant at) {
    return Timestamp.newBuilder().setSeconds(at.getEpochSecond()).setNanos(at.getNano()).build();
  }

  public static Instant toInstant(Timestamp at) {
    return Instant.ofEpochSecond(at.getSeconds(), at.getNanos());
  }

  public static Interval interval(Instant start, Instant end) {
    return Interval.newBuilder().setStartTime(of(start)).setEndTime(of(end)).build();
  }
}
