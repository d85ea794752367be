/* fuzz_step - a run of frames, ticks and rosters into a living hub; at the end the picture adds up and replays. */
#include "stage.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct stage *stage = stage_set();
    stage_play(stage, (struct slice){data, size});
    stage_check(stage);
    return 0;
}
