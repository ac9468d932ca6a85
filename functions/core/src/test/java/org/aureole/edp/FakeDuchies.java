package org.aureole.edp;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.platform.blob.Uploader;
import org.aureole.platform.handover.InboxFolder;
import org.aureole.platform.handover.PeerInboxes;
import org.aureole.v1.CreateUploadRequest;
import org.aureole.v1.Manifest;
import org.aureole.v1.Requisition;
import org.aureole.v1.SignedMessage;

/**
 * The Duchies' inboxes: keep what they got first and refuse other bytes under its name. A manifest
 * makes the receiver tell the Kingdom that the requisition is fulfilled.
 */
final class FakeDuchies implements PeerInboxes {
  final Map<String, ByteString> objects = new LinkedHashMap<>();
  boolean confirm = true;

  private final FakeKingdom kingdom;

  FakeDuchies(FakeKingdom kingdom) {
    this.kingdom = kingdom;
  }

  @Override
  public synchronized void deliver(
      URI apiUrl, CreateUploadRequest request, Uploader.Content content) {
    ByteString bytes = read(content);
    String name = apiUrl + " " + request.getStage() + "/" + request.getObject().getName();
    ByteString held = objects.putIfAbsent(name, bytes);
    if (held != null && !held.equals(bytes)) {
      throw DomainException.of(ErrorCode.ALREADY_EXISTS, name + " was delivered with other bytes");
    }
    if (request.getObject().getName().equals(InboxFolder.MANIFEST) && confirm) {
      kingdom.setState(requisition(bytes), Requisition.State.FULFILLED);
    }
  }

  private static String requisition(ByteString manifest) {
    try {
      Manifest parsed = Manifest.parseFrom(SignedMessage.parseFrom(manifest).getPayload());
      return parsed.hasEncryptedRegisters()
          ? parsed.getEncryptedRegisters().getRequisition()
          : parsed.getRequisitionShare().getRequisition();
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private static ByteString read(Uploader.Content content) {
    try (InputStream in = content.open().get()) {
      ByteString bytes = ByteString.readFrom(in);
      if (bytes.size() != content.size()) {
        throw new AssertionError("announced " + content.size() + ", sent " + bytes.size());
      }
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
