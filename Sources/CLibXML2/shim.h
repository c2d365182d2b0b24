#pragma once
// Debian builds libxml2 with ICU; without this its headers pull in <unicode/ucnv.h>, which clashes with Foundation's own
// copy of ICU in any Swift file that sees both.
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED
#include <libxml/SAX2.h>
#include <libxml/c14n.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/tree.h>
#include <libxml/uri.h>
#include <libxml/xmlerror.h>
#include <libxml/xmlschemas.h>
#include <libxml/xmlschemastypes.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>

// xmlFree is a mutable global function pointer, which Swift 6 does not let through.
static inline void CLibXML2_free(void *pointer) {
    if (pointer) xmlFree(pointer);
}
