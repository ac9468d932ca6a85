package org.aureole.edp.market;

import org.aureole.model.name.MeasurementName;
import org.aureole.model.name.PopulationName;
import org.aureole.model.name.RequisitionName;
import org.aureole.v1.Certificate;
import org.aureole.v1.DataAvailability;
import org.aureole.v1.DataProviderCapabilities;
import org.aureole.v1.EventGroup;
import org.aureole.v1.FulfillDirectRequisitionRequest;
import org.aureole.v1.ListRequisitionsResponse;
import org.aureole.v1.Population;
import org.aureole.v1.ReportProgressRequest;
import org.aureole.v1.Requisition;

/**
 * The port to the Kingdom, called as one data provider. Nothing that comes back is trusted before
 * its signature is verified. Every call is idempotent at the Kingdom. Every method throws {@code
 * DomainException}: what the Kingdom threw, or UNAVAILABLE. Thread-safe.
 */
public interface KingdomApi {
  /** The requisition as it stands; NOT_FOUND for one of another data provider. */
  Requisition getRequisition(RequisitionName name);

  /**
   * The requisitions that wait for this data provider.
   *
   * @param pageToken of the page before; empty for the first page
   */
  ListRequisitionsResponse listUnfulfilledRequisitions(String pageToken);

  /** Refuses; FAILED_PRECONDITION if the requisition has ended otherwise. */
  void refuseRequisition(RequisitionName name, Requisition.Refusal refusal);

  /** Answers; FAILED_PRECONDITION if the requisition has ended otherwise. */
  void fulfillDirect(RequisitionName name, FulfillDirectRequisitionRequest answer);

  Population getPopulation(PopulationName name);

  void putEventGroup(EventGroup eventGroup);

  void replaceDataAvailability(DataAvailability availability);

  void replaceCapabilities(DataProviderCapabilities capabilities);

  /**
   * Registers a certificate of this data provider; the same one again is the same resource.
   *
   * @param der X.509, issued by the provider's root
   */
  Certificate createCertificate(byte[] der);

  /** For the timeline of a Measurement in which this data provider takes part. */
  void reportProgress(MeasurementName measurement, ReportProgressRequest progress);
}
