package dev.ringmaster.chart;

import java.util.List;

/** Placeholder. */
public record Series(String name, List<Double> values) {}
