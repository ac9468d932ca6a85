/** What events of a market consist of: event templates and their fields. */
package org.aureole.pipelines.template;
