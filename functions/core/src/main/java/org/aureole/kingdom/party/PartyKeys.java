package org.aureole.kingdom.party;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Objects;
import org.aureole.crypto.consent.Purpose;
import org.aureole.crypto.consent.SigningContext;
import org.aureole.crypto.consent.SigningTime;
import org.aureole.kingdom.access.Callers;
import org.aureole.kingdom.consent.SignatureCheck;
import org.aureole.kingdom.store.PartyStore;
import org.aureole.kingdom.store.PartyStore.PartyRow;
import org.aureole.kingdom.validation.Checks;
import org.aureole.kingdom.validation.FieldPath;
import org.aureole.model.name.CertificateName;
import org.aureole.model.name.PartyKind;
import org.aureole.model.name.PartyName;
import org.aureole.platform.identity.Principal;
import org.aureole.platform.sql.Database;
import org.aureole.platform.sql.Tx;
import org.aureole.v1.DataProviderCapabilities;
import org.aureole.v1.EncryptionPublicKey;
import org.aureole.v1.Party;
import org.aureole.v1.ReplaceCapabilitiesRequest;
import org.aureole.v1.ReplaceKeysRequest;
import org.aureole.v1.SignedMessage;

/** What a party changes about itself: its current keys, and what it can do. Thread-safe. */
public final class PartyKeys {
  private final Database database;
  private final PartyStore parties;
  private final SignatureCheck signatures;

  public PartyKeys(Database database, PartyStore parties, SignatureCheck signatures) {
    this.database = Objects.requireNonNull(database);
    this.parties = Objects.requireNonNull(parties);
    this.signatures = Objects.requireNonNull(signatures);
  }

  /**
   * Sets the certificate under which the party signs, and the key to which messages for it are
   * sealed. A data provider needs both; the others may leave the key out. Idempotent.
   */
  public Party replaceKeys(Principal caller, PartyName name, ReplaceKeysRequest request) {
    Callers.requireSelf(caller, name);
    boolean keyNeeded = name.kind() == PartyKind.DATA_PROVIDER;
    FieldPath keyPath = FieldPath.ROOT.field("encryptionPublicKey");
    if (keyNeeded && !request.hasEncryptionPublicKey()) {
      throw keyPath.invalid("is missing; consumers seal requisition specifications to it");
    }
    return database.inTransaction(
        "replaceKeys",
        tx -> {
          signatures.requireUsable(
              tx, FieldPath.ROOT.field("certificate"), name, request.getCertificate());
          Party.Builder details =
              parties.get(tx, name).details().toBuilder()
                  .setCertificate(request.getCertificate())
                  .clearEncryptionPublicKey();
          if (request.hasEncryptionPublicKey()) {
            checkKey(tx, keyPath, name, request);
            details.setEncryptionPublicKey(request.getEncryptionPublicKey());
          }
          return replaced(tx, name, details.build());
        });
  }

  /** Replaces what a data provider or a Duchy says that it can do. Idempotent. */
  public Party replaceCapabilities(
      Principal caller, PartyName name, ReplaceCapabilitiesRequest request) {
    Callers.requireSelf(caller, name);
    return database.inTransaction(
        "replaceCapabilities",
        tx -> {
          Party.Builder details = parties.get(tx, name).details().toBuilder();
          switch (name.kind()) {
            case DATA_PROVIDER ->
                details.setDataProvider(checked(request, details.getDataProvider().getKind()));
            case DUCHY -> {
              FieldPath path = FieldPath.ROOT.field("duchy");
              if (!request.hasDuchy()) {
                throw path.invalid("is missing; " + name + " is a Duchy");
              }
              CapabilityChecks.check(path, request.getDuchy());
              details.setDuchy(request.getDuchy());
            }
            case MEASUREMENT_CONSUMER ->
                throw FieldPath.ROOT
                    .field("capabilities")
                    .invalid("a measurement consumer has none to replace");
          }
          return replaced(tx, name, details.build());
        });
  }

  private static DataProviderCapabilities checked(
      ReplaceCapabilitiesRequest request, DataProviderCapabilities.Kind kind) {
    FieldPath path = FieldPath.ROOT.field("dataProvider");
    if (!request.hasDataProvider()) {
      throw path.invalid("is missing; the party is a data provider");
    }
    CapabilityChecks.check(path, request.getDataProvider());
    if (request.getDataProvider().getKind() != kind) {
      throw path.field("kind")
          .invalid("the operator approved a " + kind + "; register another party for another kind");
    }
    return request.getDataProvider();
  }

  private void checkKey(Tx tx, FieldPath path, PartyName name, ReplaceKeysRequest request) {
    SignedMessage signed = request.getEncryptionPublicKey();
    SigningContext context =
        SigningContext.published(Purpose.ENCRYPTION_KEY, name.toString(), name.toString());
    CertificateName certificate =
        signatures.verify(tx, path, signed, context, SigningTime.at(tx.now()));
    if (!certificate.toString().equals(request.getCertificate())) {
      throw path.field("certificate").invalid("must be " + request.getCertificate());
    }
    EncryptionPublicKey key = parse(path.field("payload"), signed);
    if (!key.getOwner().equals(name.toString())) {
      throw path.field("owner").invalid("must be " + name);
    }
    Checks.exactBytes(
        path.field("x25519"),
        key.getX25519(),
        org.aureole.crypto.consent.EncryptionPublicKey.LENGTH);
  }

  private static EncryptionPublicKey parse(FieldPath path, SignedMessage signed) {
    try {
      return EncryptionPublicKey.parseFrom(signed.getPayload());
    } catch (InvalidProtocolBufferException e) {
      throw path.invalid("is no EncryptionPublicKey");
    }
  }

  private Party replaced(Tx tx, PartyName name, Party details) {
    PartyRow before = parties.get(tx, name);
    if (before.details().equals(details)) {
      return before.toParty();
    }
    parties.replaceDetails(tx, name, details);
    return parties.get(tx, name).toParty();
  }
}
