package org.aureole.kingdom.measurement;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.kingdom.validation.Checks;
import org.aureole.kingdom.validation.FieldPath;
import org.aureole.model.name.MeasurementName;
import org.aureole.model.name.PartyKind;
import org.aureole.model.name.PartyName;
import org.aureole.v1.CreateMeasurementRequest;
import org.aureole.v1.Measurement;
import org.aureole.v1.MeasurementSpec;

/**
 * One request to create a Measurement, as far as it can be judged without knowing the market and
 * without opening what is signed. Immutable.
 *
 * @param path where the Measurement is in the request
 * @param payload names the exact content, so that a request id cannot be used for another
 */
record WantedMeasurement(
    FieldPath path,
    MeasurementName name,
    String requestId,
    Fingerprint payload,
    Measurement content) {
  private static final int MAX_DISPLAY_NAME = 200;

  /** Checks a request; INVALID_ARGUMENT at the field. */
  static WantedMeasurement of(
      FieldPath request, PartyName consumer, CreateMeasurementRequest wanted) {
    FieldPath path = request.field("measurement");
    Measurement content = wanted.getMeasurement();
    MeasurementName name =
        Checks.name(path.field("name"), content.getName(), MeasurementName::parse);
    if (!name.parent().equals(consumer)) {
      throw path.field("name").invalid("must be one of " + consumer + ", as in the path");
    }
    checkRequestId(request.field("requestId"), wanted.getRequestId());
    checkOutputFields(path, content);
    Checks.text(path.field("displayName"), content.getDisplayName(), MAX_DISPLAY_NAME);
    if (!content.hasMeasurementSpec()) {
      throw path.field("measurementSpec").invalid("is missing; sign a MeasurementSpec");
    }
    FieldPath providers = path.field("dataProviders");
    for (int i = 0; i < content.getDataProvidersCount(); i++) {
      Measurement.DataProviderEntry entry = content.getDataProviders(i);
      Checks.name(
          providers.at(i).field("dataProvider"),
          entry.getDataProvider(),
          text -> PartyName.parse(PartyKind.DATA_PROVIDER, text));
      Checks.bytes(
          providers.at(i).field("requisitionSpec").field("ciphertext"),
          entry.getRequisitionSpec().getCiphertext(),
          SpecLimits.REQUISITION_SPEC_BYTES);
    }
    return new WantedMeasurement(
        path, name, wanted.getRequestId(), Fingerprint.of(content.toByteArray()), content);
  }

  /**
   * The entries of the data providers in the order of the specification, which must name exactly
   * them.
   */
  Map<PartyName, Measurement.DataProviderEntry> entriesOf(MeasurementSpec spec) {
    FieldPath providers = path.field("dataProviders");
    Map<String, Measurement.DataProviderEntry> given = new LinkedHashMap<>();
    for (int i = 0; i < content.getDataProvidersCount(); i++) {
      Measurement.DataProviderEntry entry = content.getDataProviders(i);
      if (given.put(entry.getDataProvider(), entry) != null) {
        throw providers
            .at(i)
            .field("dataProvider")
            .invalid(entry.getDataProvider() + " is given twice");
      }
    }
    Map<PartyName, Measurement.DataProviderEntry> ordered = new LinkedHashMap<>();
    for (MeasurementSpec.DataProviderEntry signed : spec.getDataProvidersList()) {
      Measurement.DataProviderEntry entry = given.remove(signed.getDataProvider());
      if (entry == null) {
        throw providers.invalid(
            "lacks " + signed.getDataProvider() + ", which the signed specification names");
      }
      ordered.put(PartyName.parse(signed.getDataProvider()), entry);
    }
    if (!given.isEmpty()) {
      throw providers.invalid(
          "names "
              + given.keySet().iterator().next()
              + ", which the signed specification does not");
    }
    return ordered;
  }

  private static void checkRequestId(FieldPath path, String requestId) {
    if (requestId.isEmpty()) {
      return;
    }
    try {
      if (UUID.fromString(requestId).toString().equals(requestId)) {
        return;
      }
    } catch (IllegalArgumentException e) {
      // Told below.
    }
    throw path.invalid("must be a UUID in lower case, or left out");
  }

  private static void checkOutputFields(FieldPath path, Measurement content) {
    Checks.absent(path.field("state"), content.getStateValue() != 0);
    Checks.absent(path.field("internalState"), !content.getInternalState().isEmpty());
    Checks.absent(path.field("failure"), content.hasFailure());
    Checks.absent(path.field("results"), content.getResultsCount() != 0);
    Checks.absent(path.field("computation"), !content.getComputation().isEmpty());
    Checks.absent(path.field("createTime"), content.hasCreateTime());
    Checks.absent(path.field("updateTime"), content.hasUpdateTime());
    Checks.absent(path.field("expireTime"), content.hasExpireTime());
  }
}
