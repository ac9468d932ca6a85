package org.aureole.platform.handover;

import java.net.URI;
import org.aureole.platform.blob.Uploader;
import org.aureole.v1.CreateUploadRequest;

/** The port through which a party hands objects over to Duchies. Thread-safe. */
@FunctionalInterface
public interface PeerInboxes {
  /**
   * Puts one object into the inbox of the Duchy at {@code apiUrl}. Idempotent: the same object
   * again is a success.
   *
   * @param apiUrl the base URL of the Duchy's API, from the parameters that it signed
   * @param request names the object, with size and digest
   * @throws org.aureole.model.error.DomainException as the Duchy threw it; ALREADY_EXISTS if it has
   *     pinned other bytes; UNAVAILABLE if it does not answer
   */
  void deliver(URI apiUrl, CreateUploadRequest request, Uploader.Content content);
}
