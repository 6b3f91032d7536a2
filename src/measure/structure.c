#include "measure/structure.h"

#include "measure/table.h"

#include <assert.h>

const struct measure_structure *measure_structure(const struct measure *m)
{
    assert(m >= measure_table && m < measure_table + measure_table_count);
    return &measure_structures[m - measure_table];
}
