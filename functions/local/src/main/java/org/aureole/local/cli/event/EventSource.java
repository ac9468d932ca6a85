package org.aureole.local.cli.event;

import java.util.function.Supplier;
import org.aureole.pipelines.file.EventCursor;

/**
 * Events of one data provider that can be read more than once.
 *
 * @param name what a file of them is called, without its ending
 * @param events a new cursor at the first event
 */
record EventSource(String name, Supplier<EventCursor> events) {}
