package org.aureole.pipelines.synthetic;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.aureole.pipelines.template.EventTemplates;
import org.aureole.pipelines.template.TemplateField;

/** The events of one data provider of a {@link MarketModel}. For use by one thread. */
final class ModelEvents extends GeneratedEvents {
  private static final double[] VIEWER_SHARES = {0.45, 0.35, 0.15, 0.05};
  private static final double[] VIEWER_ACTIVITY = {0.2, 1, 3, 8};
  private static final double MEAN_ACTIVITY = 0.45 * 0.2 + 0.35 * 1 + 0.15 * 3 + 0.05 * 8;
  private static final int[] LENGTHS_SECONDS = {6, 15, 30};
  private static final double VIEWABLE = 0.6;
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final long MIX_VID = 0x9E3779B97F4A7C15L;
  private static final long MIX_PROVIDER = 0xBF58476D1CE4E5B9L;
  private static final TemplateField LENGTH = field("video_ad.length");
  private static final TemplateField VIEWED = field("video_ad.viewed_fraction");
  private static final TemplateField WATCHED = field("video_ad.watch_duration");
  private static final TemplateField SEEN = field("banner_ad.viewable");

  private final MarketModel model;
  private final int dataProvider;
  private final boolean banners;
  private final double rate;
  private final EventValues values = new EventValues(EventTemplates.AD_EVENT);
  private SplittableRandom random;
  private long vid;
  private int left;

  ModelEvents(MarketModel model, int dataProvider) {
    super(columns(dataProvider));
    this.model = model;
    this.dataProvider = dataProvider;
    this.banners = showsBanners(dataProvider);
    this.rate = model.eventsPerDataProvider() / (model.people() * MEAN_ACTIVITY);
  }

  private static TemplateField field(String path) {
    return EventTemplates.AD_EVENT.field(path).orElseThrow();
  }

  private static boolean showsBanners(int dataProvider) {
    return dataProvider % 3 == 2;
  }

  private static List<String> columns(int dataProvider) {
    List<String> columns = new ArrayList<>(List.of("vid", "timestamp"));
    if (showsBanners(dataProvider)) {
      columns.add(SEEN.path());
    } else {
      columns.addAll(List.of(LENGTH.path(), VIEWED.path(), WATCHED.path()));
    }
    return columns;
  }

  @Override
  public boolean next() {
    while (left == 0) {
      if (vid == model.people()) {
        return false;
      }
      vid++;
      random =
          new SplittableRandom(
              model.seed() ^ (vid * MIX_VID) ^ ((dataProvider + 1L) * MIX_PROVIDER));
      left = poisson(rate * activity());
    }
    left--;
    emit(vid, drawTimestamp(), drawValues());
    return true;
  }

  /** Drawn from the person alone, so that it is the same at every data provider. */
  private double activity() {
    double place = new SplittableRandom(model.seed() ^ (vid * MIX_VID)).nextDouble();
    int viewer = 0;
    while (viewer < VIEWER_SHARES.length - 1 && place >= VIEWER_SHARES[viewer]) {
      place -= VIEWER_SHARES[viewer++];
    }
    return VIEWER_ACTIVITY[viewer];
  }

  /** By inversion; the means here stay below some hundreds. */
  private int poisson(double mean) {
    double place = random.nextDouble();
    double probability = Math.exp(-mean);
    int count = 0;
    while (place >= probability && probability > 0) {
      place -= probability;
      probability *= mean / ++count;
    }
    return count;
  }

  private long drawTimestamp() {
    long day = model.startDay().toEpochDay() + random.nextInt(model.days());
    return (day * 86_400 + random.nextInt(86_400)) * MICROS_PER_SECOND;
  }

  private EventValues drawValues() {
    if (banners) {
      values.setRaw(SEEN, random.nextDouble() < VIEWABLE ? 1 : 0);
      return values;
    }
    long lengthMillis = LENGTHS_SECONDS[random.nextInt(LENGTHS_SECONDS.length)] * 1000L;
    int percent = random.nextInt(101);
    values.setRaw(LENGTH, lengthMillis);
    values.setRaw(VIEWED, Double.doubleToLongBits(percent / 100.0));
    values.setRaw(WATCHED, lengthMillis * percent / 100);
    return values;
  }
}
