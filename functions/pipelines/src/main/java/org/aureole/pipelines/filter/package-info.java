/** Event filters: CEL expressions over the event templates, and what they can touch. */
package org.aureole.pipelines.filter;
