package org.aureole.platform.blob;

import com.google.protobuf.ByteString;
import java.time.Instant;
import java.util.Map;
import org.aureole.platform.http.PushedMessage;

/**
 * Something happened to an object: it was stored, replaced or deleted. A hint to go and look, as
 * events come late, twice and out of order. Immutable.
 *
 * <p>A pushed message carries it in the attributes that Google Cloud Storage's notifications use
 * for bucket and object; other attributes are ignored.
 *
 * @param bucket the bucket's name, see {@link BlobStore#bucket()}
 * @param object the object's name
 */
public record StorageEvent(String bucket, String object) {
  private static final String BUCKET = "bucketId";
  private static final String OBJECT = "objectId";

  /**
   * The event that a message tells of.
   *
   * @throws org.aureole.model.error.DomainException INVALID_ARGUMENT if it names no bucket or
   *     object
   */
  public static StorageEvent of(PushedMessage message) {
    return new StorageEvent(message.attribute(BUCKET), message.attribute(OBJECT));
  }

  /** The attributes of a message that tells of this event. */
  public Map<String, String> attributes() {
    return Map.of(BUCKET, bucket, OBJECT, object);
  }

  /** The message that tells of this event, where the platform's storage does not send its own. */
  public PushedMessage toMessage(String subscription, String id, Instant time) {
    return new PushedMessage(subscription, id, time, attributes(), ByteString.EMPTY);
  }
}
