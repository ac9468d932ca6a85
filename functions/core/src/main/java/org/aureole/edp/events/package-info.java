/**
 * What a data provider's use cases ask of its event files, free of any file format or filter
 * language. The pipelines module reads the files and answers.
 */
package org.aureole.edp.events;
