#include "core/fault.h"

#include <stdarg.h>
#include <stdio.h>

enum hub_status fault_set(struct fault *fault, enum hub_status status, const char *field_format,
                          ...)
{
    va_list arguments;
    va_start(arguments, field_format);
    fault->status = status;
    (void)vsnprintf(fault->field, sizeof fault->field, field_format, arguments);
    va_end(arguments);
    return status;
}
