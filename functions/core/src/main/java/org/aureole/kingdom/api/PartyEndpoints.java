package org.aureole.kingdom.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.aureole.kingdom.party.CertificateRegistry;
import org.aureole.kingdom.party.PartyKeys;
import org.aureole.kingdom.party.Registration;
import org.aureole.model.name.CertificateName;
import org.aureole.model.name.PartyKind;
import org.aureole.model.name.PartyName;
import org.aureole.platform.http.Call;
import org.aureole.platform.http.Endpoint;
import org.aureole.platform.identity.Role;
import org.aureole.v1.ApprovePartyRequest;
import org.aureole.v1.Certificate;
import org.aureole.v1.RegisterPartyRequest;
import org.aureole.v1.ReplaceCapabilitiesRequest;
import org.aureole.v1.ReplaceKeysRequest;
import org.aureole.v1.RevokeCertificateRequest;
import org.aureole.v1.SuspendPartyRequest;

/** The API of parties and their certificates, the same for each kind of party. */
public final class PartyEndpoints {
  private static final Role[] PARTIES = {
    Role.MEASUREMENT_CONSUMER, Role.DATA_PROVIDER, Role.DUCHY, Role.OPERATOR
  };

  private final Registration registration;
  private final PartyKeys keys;
  private final CertificateRegistry certificates;

  public PartyEndpoints(
      Registration registration, PartyKeys keys, CertificateRegistry certificates) {
    this.registration = Objects.requireNonNull(registration);
    this.keys = Objects.requireNonNull(keys);
    this.certificates = Objects.requireNonNull(certificates);
  }

  /** All endpoints; ids end in the kind's collection. */
  public List<Endpoint<?, ?>> endpoints() {
    List<Endpoint<?, ?>> all = new ArrayList<>();
    all.add(
        Endpoint.post(
                "kingdom.registerParty",
                "/v1/parties:register",
                RegisterPartyRequest.getDefaultInstance())
            .callers(Role.UNREGISTERED, Role.MEASUREMENT_CONSUMER, Role.DATA_PROVIDER, Role.DUCHY)
            .handledBy((call, request) -> registration.register(call.caller(), request)));
    for (PartyKind kind : PartyKind.values()) {
      all.addAll(parties(kind));
      all.addAll(certificates(kind));
    }
    return List.copyOf(all);
  }

  private List<Endpoint<?, ?>> parties(PartyKind kind) {
    String collection = kind.collection();
    String list = "/v1/" + collection;
    String one = list + "/{party}";
    Role self = role(kind);
    List<Endpoint<?, ?>> all = new ArrayList<>();
    all.add(
        Endpoint.get("kingdom.getParty." + collection, one)
            .callers(
                Role.UNREGISTERED,
                Role.MEASUREMENT_CONSUMER,
                Role.DATA_PROVIDER,
                Role.DUCHY,
                Role.OPERATOR)
            .handledBy((call, none) -> registration.get(call.caller(), party(kind, call))));
    all.add(
        Endpoint.get("kingdom.listParties." + collection, list)
            .callers(PARTIES)
            .query(Paging.SIZE, Paging.TOKEN)
            .handledBy((call, none) ->
                registration.list(call.caller(), kind, Paging.of(call, collection))));
    all.add(
        Endpoint.post(
                "kingdom.approveParty." + collection,
                one + ":approve",
                ApprovePartyRequest.getDefaultInstance())
            .callers(Role.OPERATOR)
            .handledBy((call, none) -> registration.approve(call.caller(), party(kind, call))));
    all.add(
        Endpoint.post(
                "kingdom.suspendParty." + collection,
                one + ":suspend",
                SuspendPartyRequest.getDefaultInstance())
            .callers(Role.OPERATOR)
            .handledBy((call, none) -> registration.suspend(call.caller(), party(kind, call))));
    all.add(
        Endpoint.post(
                "kingdom.replaceKeys." + collection,
                one + ":replaceKeys",
                ReplaceKeysRequest.getDefaultInstance())
            .callers(self)
            .handledBy(
                (call, request) -> keys.replaceKeys(call.caller(), party(kind, call), request)));
    if (kind != PartyKind.MEASUREMENT_CONSUMER) {
      all.add(
          Endpoint.post(
                  "kingdom.replaceCapabilities." + collection,
                  one + ":replaceCapabilities",
                  ReplaceCapabilitiesRequest.getDefaultInstance())
              .callers(self)
              .handledBy((call, request) ->
                  keys.replaceCapabilities(call.caller(), party(kind, call), request)));
    }
    return all;
  }

  private List<Endpoint<?, ?>> certificates(PartyKind kind) {
    String collection = kind.collection();
    String list = "/v1/" + collection + "/{party}/certificates";
    String one = list + "/{certificate}";
    return List.of(
        Endpoint.post(
                "kingdom.createCertificate." + collection, list, Certificate.getDefaultInstance())
            .callers(role(kind))
            .handledBy(
                (call, wanted) -> certificates.create(call.caller(), party(kind, call), wanted)),
        Endpoint.get("kingdom.listCertificates." + collection, list)
            .callers(PARTIES)
            .handledBy((call, none) -> certificates.list(party(kind, call))),
        Endpoint.get("kingdom.getCertificate." + collection, one)
            .callers(PARTIES)
            .handledBy((call, none) -> certificates.get(certificate(kind, call))),
        Endpoint.post(
                "kingdom.revokeCertificate." + collection,
                one + ":revoke",
                RevokeCertificateRequest.getDefaultInstance())
            .callers(role(kind), Role.OPERATOR)
            .handledBy((call, request) ->
                certificates.revoke(call.caller(), certificate(kind, call), request)));
  }

  private static PartyName party(PartyKind kind, Call call) {
    return new PartyName(kind, call.id("party"));
  }

  private static CertificateName certificate(PartyKind kind, Call call) {
    return new CertificateName(party(kind, call), call.id("certificate"));
  }

  private static Role role(PartyKind kind) {
    return switch (kind) {
      case MEASUREMENT_CONSUMER -> Role.MEASUREMENT_CONSUMER;
      case DATA_PROVIDER -> Role.DATA_PROVIDER;
      case DUCHY -> Role.DUCHY;
    };
  }
}
