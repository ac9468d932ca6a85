package org.aureole.local.demo;

import java.util.List;
import java.util.Map;
import org.aureole.consumer.MeasurementOrder;
import org.aureole.v1.MeasurementSpec;

/**
 * One measurement of the demo and what is true.
 *
 * @param id the Measurement's id
 * @param title what is asked, for people
 * @param question type and privacy parameters, and the sample if it is not everybody; the rest is
 *     the same for all
 * @param parts who is asked for what
 * @param truth the true answer
 * @param trueShares the true share of each frequency; empty where none is measured
 * @param collusionResistant whether all Duchies but one may collude
 */
record DemoCase(
    String id,
    String title,
    MeasurementSpec question,
    List<MeasurementOrder.Part> parts,
    double truth,
    Map<Integer, Double> trueShares,
    boolean collusionResistant) {}
