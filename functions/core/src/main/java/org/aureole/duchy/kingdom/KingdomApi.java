package org.aureole.duchy.kingdom;

import com.google.protobuf.ByteString;
import org.aureole.model.name.ComputationName;
import org.aureole.model.name.MeasurementName;
import org.aureole.model.name.RequisitionName;
import org.aureole.v1.Computation;
import org.aureole.v1.ListComputationsResponse;
import org.aureole.v1.ReportProgressRequest;
import org.aureole.v1.SealedMessage;
import org.aureole.v1.SignedMessage;

/**
 * What a Duchy asks of the Kingdom. Every method may be repeated: the same call again is a success.
 *
 * <p>Every method throws {@link org.aureole.model.error.DomainException} as the Kingdom threw it,
 * UNAVAILABLE if it does not answer. Thread-safe.
 */
public interface KingdomApi {
  /**
   * The computations in which this Duchy takes part and that have not ended, the newest first.
   *
   * @param pageToken of the page before; empty for the first page
   */
  ListComputationsResponse listComputations(String pageToken);

  /** The present state of a computation. */
  Computation getComputation(ComputationName name);

  /** Publishes this Duchy's parameters: a signed RequisitionParams. */
  void setRequisitionParams(ComputationName name, SignedMessage params);

  /** Tells that a data provider's share arrived, and shows the provider's nonce. */
  void fulfill(RequisitionName requisition, ByteString nonce);

  /** Confirms that everything matches the signed specification. */
  void confirm(ComputationName name);

  /**
   * Tells that this Duchy cannot go on.
   *
   * @param message for a person; without secrets
   */
  void fail(ComputationName name, String message);

  /**
   * Hands in the result.
   *
   * @param certificate the resource name of the certificate that signed it
   */
  void setResult(ComputationName name, SealedMessage result, String certificate);

  /** Reports what happened here, for the timeline. */
  void reportProgress(MeasurementName measurement, ReportProgressRequest report);
}
