package org.aureole.platform.handover;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.aureole.model.error.DomainException;
import org.aureole.model.name.ComputationName;
import org.aureole.model.name.PartyKind;
import org.aureole.model.name.PartyName;
import org.aureole.model.name.RequisitionName;

/**
 * Where one sender's objects of one stage lie in a Duchy's inbox: {@code
 * external/{collection}-{sender}/{computation}/{stage}/{object}}. Immutable.
 *
 * @param sender a data provider or a Duchy
 * @param computation what the objects are for
 * @param stage {@code requisition-{requisition}} for a data provider; {@link #SETUP}, {@link
 *     #SHUFFLE}, {@link #PHASE_ONE}, {@link #PHASE_TWO} or {@link #PHASE_THREE} for a Duchy
 */
public record InboxFolder(PartyName sender, ComputationName computation, String stage) {
  /** The object that lists the others; signed, and uploaded last. */
  public static final String MANIFEST = "manifest";

  /** The object with a data provider's share. */
  public static final String SHARE = "share";

  /** The object with a worker's shuffled vector. */
  public static final String VECTOR = "vector";

  /** The object with a data provider's encrypted registers. */
  public static final String REGISTERS = "registers";

  /** The object with what one Duchy of a ring gives another. */
  public static final String RECORDS = "records";

  /** What {@code Manifest.protocol} says of Liquid Legions V2. */
  public static final String LIQUID_LEGIONS = "liquid-legions-v2";

  /** What {@code Manifest.protocol} says of Honest Majority Share Shuffle. */
  public static final String SHARE_SHUFFLE = "honest-majority-share-shuffle";

  /**
   * Share Shuffle, worker to worker: seed shares and the seeds that data providers sealed to the
   * other. Liquid Legions, worker to aggregator: its registers with its noise.
   */
  public static final String SETUP = "setup";

  /** Worker to aggregator: the shuffled vector. */
  public static final String SHUFFLE = "shuffle";

  /** Ring: registers, from the aggregator to the first worker and on round the ring. */
  public static final String PHASE_ONE = "phase-one";

  /** Ring: tuples, likewise. */
  public static final String PHASE_TWO = "phase-two";

  /** Ring: counts, then rows, likewise. */
  public static final String PHASE_THREE = "phase-three";

  private static final String REQUISITION = "requisition-";
  private static final Pattern STAGE = Pattern.compile("[a-z0-9-]{1,80}");
  private static final Pattern OBJECT = Pattern.compile("[a-z0-9-]{1,63}");
  private static final Pattern NAME =
      Pattern.compile("external/([A-Za-z]+)-([a-z0-9-]+)/([a-z0-9-]+)/([a-z0-9-]+)/([a-z0-9-]+)");

  public InboxFolder {
    if (sender.kind() == PartyKind.MEASUREMENT_CONSUMER) {
      throw DomainException.invalid("sender", sender + " hands nothing over to a Duchy");
    }
    if (!STAGE.matcher(stage).matches()) {
      throw DomainException.invalid(
          "stage", "must be 1 to 80 lower-case letters, digits and hyphens");
    }
  }

  /** The folder of a data provider's share for one requisition. */
  public static InboxFolder ofRequisition(
      RequisitionName requisition, ComputationName computation) {
    return new InboxFolder(
        requisition.parent(), computation, REQUISITION + requisition.requisition());
  }

  /** An object that an event names, if it lies in such a folder. */
  public static Optional<InboxObject> parse(String objectName) {
    Matcher matcher = NAME.matcher(objectName);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      PartyName sender = PartyName.parse(matcher.group(1) + "/" + matcher.group(2));
      ComputationName computation = new ComputationName(matcher.group(3));
      InboxFolder folder = new InboxFolder(sender, computation, matcher.group(4));
      return Optional.of(new InboxObject(folder, checkObject(matcher.group(5))));
    } catch (DomainException e) {
      return Optional.empty();
    }
  }

  /**
   * The name in the bucket of an object of this folder.
   *
   * @throws DomainException INVALID_ARGUMENT unless it is 1 to 63 lower-case letters, digits and
   *     hyphens
   */
  public String object(String object) {
    return prefix() + checkObject(object);
  }

  /** What the names of all objects of this folder start with. */
  public String prefix() {
    return "external/"
        + sender.kind().collection()
        + "-"
        + sender.id()
        + "/"
        + computation.computation()
        + "/"
        + stage
        + "/";
  }

  private static String checkObject(String object) {
    if (!OBJECT.matcher(object).matches()) {
      throw DomainException.invalid(
          "object.name", "must be 1 to 63 lower-case letters, digits and hyphens");
    }
    return object;
  }

  /** One object in its folder. */
  public record InboxObject(InboxFolder folder, String object) {
    public boolean isManifest() {
      return object.equals(MANIFEST);
    }
  }
}
