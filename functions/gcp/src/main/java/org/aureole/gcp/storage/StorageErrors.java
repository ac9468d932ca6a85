package org.aureole.gcp.storage;

import com.google.cloud.storage.StorageException;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;

/** What an error of Cloud Storage means to a use case. */
final class StorageErrors {
  static final int PRECONDITION_FAILED = 412;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;

  private StorageErrors() {}

  static DomainException toDomain(String bucket, String object, Exception error) {
    String place = "gs://" + bucket + "/" + object;
    int status = status(error);
    return switch (status) {
      case NOT_FOUND -> DomainException.of(ErrorCode.NOT_FOUND, place + " is not there", error);
      case PRECONDITION_FAILED ->
          DomainException.of(ErrorCode.ALREADY_EXISTS, place + " exists", error);
      case FORBIDDEN ->
          DomainException.unavailable(
              place + ": this process may not do that; see the permissions of its account", error);
      case 0 -> DomainException.unavailable(place + " cannot be reached", error);
      default -> DomainException.unavailable(place + ": HTTP status " + status, error);
    };
  }

  /** The HTTP status that the service answered with; 0 where it did not answer. */
  private static int status(Throwable error) {
    if (error instanceof StorageException known) {
      return known.getCode();
    }
    return error.getCause() == null ? 0 : status(error.getCause());
  }
}
