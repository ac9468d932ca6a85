package org.aureole.duchy;

import com.google.protobuf.ByteString;
import java.io.InputStream;
import java.util.Optional;
import java.util.stream.Stream;
import org.aureole.duchy.kingdom.KingdomApi;
import org.aureole.model.name.ComputationName;
import org.aureole.model.name.MeasurementName;
import org.aureole.model.name.RequisitionName;
import org.aureole.platform.blob.BlobRef;
import org.aureole.platform.blob.BlobStore;
import org.aureole.platform.blob.StoredBlob;
import org.aureole.platform.sql.Database;
import org.aureole.v1.Computation;
import org.aureole.v1.ListComputationsResponse;
import org.aureole.v1.ReportProgressRequest;
import org.aureole.v1.SealedMessage;
import org.aureole.v1.SignedMessage;

/** Ports between whose calls a process may die. */
final class FaultyPorts {
  private FaultyPorts() {}

  static Database database(Faults faults, Database inner) {
    return new Database() {
      @Override
      public <T> T inTransaction(String name, Work<T> work) {
        return faults.around("transaction " + name, () -> inner.inTransaction(name, work));
      }

      @Override
      public <T> T read(String name, Work<T> work) {
        return inner.read(name, work);
      }

      @Override
      public void close() {
        inner.close();
      }
    };
  }

  static BlobStore bucket(Faults faults, BlobStore inner) {
    return new BlobStore() {
      @Override
      public String bucket() {
        return inner.bucket();
      }

      @Override
      public StoredBlob create(String name, InputStream bytes, Optional<ByteString> sha256) {
        return faults.around("create " + name, () -> inner.create(name, bytes, sha256));
      }

      @Override
      public Optional<BlobRef> stat(String name) {
        return inner.stat(name);
      }

      @Override
      public InputStream open(BlobRef ref) {
        return inner.open(ref);
      }

      @Override
      public InputStream openRange(BlobRef ref, long offset, long length) {
        return inner.openRange(ref, offset, length);
      }

      @Override
      public Stream<BlobRef> list(String prefix) {
        return inner.list(prefix);
      }

      @Override
      public boolean delete(String name) {
        return faults.around("delete " + name, () -> inner.delete(name));
      }
    };
  }

  static KingdomApi kingdom(Faults faults, KingdomApi inner) {
    return new KingdomApi() {
      @Override
      public ListComputationsResponse listComputations(String pageToken) {
        return inner.listComputations(pageToken);
      }

      @Override
      public Computation getComputation(ComputationName name) {
        return faults.around("getComputation", () -> inner.getComputation(name));
      }

      @Override
      public void setRequisitionParams(ComputationName name, SignedMessage params) {
        faults.around("setRequisitionParams", () -> inner.setRequisitionParams(name, params));
      }

      @Override
      public void fulfill(RequisitionName requisition, ByteString nonce) {
        faults.around("fulfill", () -> inner.fulfill(requisition, nonce));
      }

      @Override
      public void confirm(ComputationName name) {
        faults.around("confirm", () -> inner.confirm(name));
      }

      @Override
      public void fail(ComputationName name, String message) {
        faults.around("fail", () -> inner.fail(name, message));
      }

      @Override
      public void setResult(ComputationName name, SealedMessage result, String certificate) {
        faults.around("setResult", () -> inner.setResult(name, result, certificate));
      }

      @Override
      public void reportProgress(MeasurementName measurement, ReportProgressRequest report) {
        inner.reportProgress(measurement, report);
      }
    };
  }
}
