package org.aureole.duchy;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.aureole.duchy.kingdom.KingdomApi;
import org.aureole.platform.blob.BlobStore;
import org.aureole.platform.blob.UploadUrls;
import org.aureole.platform.handover.PeerInboxes;
import org.aureole.platform.keys.Keys;
import org.aureole.platform.sql.Database;
import org.aureole.platform.work.JobStarter;

/**
 * What a Duchy needs of the world around it.
 *
 * @param database with the schemas {@link Duchy#SCHEMAS} applied
 * @param internal the bucket of its own; keeps no versions
 * @param inbox the bucket into which others upload; keeps no versions
 * @param inboxUrls hands out leave to upload into {@code inbox}
 * @param certificate gives the resource name at the Kingdom of the certificate that {@code keys}
 *     currently signs with
 * @param starter starts runs of jobs, which go to {@link Duchy#run}
 * @param executor sends what a transaction left in the outbox
 */
public record DuchyPorts(
    Database database,
    BlobStore internal,
    BlobStore inbox,
    UploadUrls inboxUrls,
    Keys keys,
    Supplier<String> certificate,
    KingdomApi kingdom,
    PeerInboxes peers,
    JobStarter starter,
    Executor executor,
    SecureRandom random,
    InstantSource clock) {}
