#!/usr/bin/env bash
# Runs a campaign in full: what the suite has only a slice of. Appends one line of JSON to docs/campaigns.ndjson.
#   tests/campaign.sh --list        what there is
#   tests/campaign.sh NAME [SEED]   runs one; SEED is the first seed of those that draw (default 1)
#   tests/campaign.sh kill-test|failover [--kills N] [SEED]
# Exit code: 0 without a violation, 1 with one, 2 on wrong usage, 4 when a tool is missing.
set -euo pipefail
cd "$(dirname "$0")/.."
configuration=Release
trap '' PIPE

# One line per campaign: the name, and what it does. The function campaign_NAME (dashes as underscores) runs it and writes
# lines of "count": number pairs, one of them "violations", to $counts.
campaigns() {
    cat <<'TABLE'
truncation    every segment of a recorded journal cut at every byte, and zeroed from every sector
bitflips      every bit of the headers, one of every other byte; frames zeroed, doubled, swapped
crash-states  power cuts at every step of recorded runs: every part of what was not synced, torn at 512 and 4096 bytes
disk-faults   every call of a simulated disk fails in turn, in each way
syscalls      every system call of a real process fails in turn: EIO, ENOSPC, EINTR, EMFILE, SIGKILL (needs strace)
fuzz          mutated journals, snapshots and emergency logs against the readers
fuzz-coverage the same readers under a coverage-guided loop, a planted bug first; FUZZ_EXECS inputs each (default 1000000)
faults        nodes, journals, desks and an account in the simulated faulty world: 100,000 seeds, or FAULT_SEEDS
database      the database killed and restarted under load; gone, and frozen, for 60 s each
failover      silos of a cluster killed under load, 200 times or --kills N: the time until their books take orders again
kill-test     a silo process under load killed at drawn points, 200 times or --kills N, and its journals checked after each
TABLE
}

usage() {
    sed -n '2,6s/^# \{0,1\}//p' "$0"
    campaigns
}

build() { dotnet build "$1" -c $configuration -v q -nologo >&2; }

# Runs tests of tests/Journal in full, by the name of their methods.
journal_tests() {
    build tests/Journal
    local filters=() name
    for name in "$@"; do filters+=(-method "Trading.Tests.Journal.$name"); done
    CAMPAIGN_WHOLE=1 CAMPAIGN_SEED=$seed CAMPAIGN_COUNTS=$counts \
        "tests/Journal/bin/$configuration/net10.0/Trading.Journal.Tests" -noColor "${filters[@]}" >&2
}

campaign_truncation() { journal_tests ByteDamageTests.A_segment_cut_at_any_byte_is_damage 'ByteDamageTests.Zeros_from_*'; }
campaign_bitflips() { journal_tests 'ByteDamageTests.Any_bit_*' 'ByteDamageTests.Frames_*'; }
campaign_crash_states() { journal_tests 'CrashStateTests.Nothing_acknowledged_*'; }
campaign_disk_faults() { journal_tests 'DiskFaultTests.Whatever_call_*' 'DiskFaultTests.A_disk_that_is_full_*' 'DiskFaultTests.A_process_*'; }
campaign_fuzz() { journal_tests 'FuzzTests.*'; }

campaign_fuzz_coverage() {
    build tests/Fuzz
    CAMPAIGN_SEED=$seed CAMPAIGN_COUNTS=$counts "tests/Fuzz/bin/$configuration/net10.0/Trading.Fuzz" "${FUZZ_EXECS:-1000000}" >&2
}

# The least cell of the coverage table goes into the line: how often the rarest fault struck at its rarest step.
campaign_faults() {
    build client
    local result last=$((seed + ${FAULT_SEEDS:-100000} - 1))
    result=$(mktemp)
    "client/bin/$configuration/net10.0/trading" faults run --seeds "$seed..$last" --coverage --json >"$result" || failed=1
    sed -nE 's/^ *"(seeds|void|commands|faults|staleAppendsRefused|violations)": ([0-9]+),?$/"\1": \2/p' "$result" >>"$counts"
    sed -nE 's/^ *"simulatedHours": ([0-9]+).*/"simulatedHours": \1/p' "$result" >>"$counts"
    awk '/"hits"/ { gsub(/[^0-9]/, ""); hits = $0 } /"isExpected": true/ { cells++; if (cells == 1 || hits < least) least = hits + 0 }
        END { printf "\"cells\": %d\n\"leastHits\": %d\n", cells, least }' "$result" >>"$counts"
    sed -nE 's/^ *"(violation|rerun)": "(.*)",?$/\2/p' "$result" >&2
    rm -f "$result"
}

campaign_kill_test() {
    build tests/Campaigns
    CAMPAIGN_WHOLE=1 CAMPAIGN_SEED=$seed CAMPAIGN_COUNTS=$counts CAMPAIGN_KILLS=$kills \
        "tests/Campaigns/bin/$configuration/net10.0/Trading.Campaigns.Tests" -noColor \
        -method 'Trading.Campaigns.KillTests.Nothing_acknowledged_*' >&2
}

campaign_database() {
    build tests/Grains
    CAMPAIGN_WHOLE=1 CAMPAIGN_COUNTS=$counts \
        "tests/Grains/bin/$configuration/net10.0/Trading.Grains.Tests" -noColor -class '*DatabaseTests' >&2
}

# The distribution goes into the line in steps of half a second: "upTo1500Ms" counts the books that took 1000 to 1500 ms.
campaign_failover() {
    build client
    local result
    result=$(mktemp)
    "client/bin/$configuration/net10.0/trading" cluster failover --kills "${kills:-200}" --json >"$result" || failed=1
    sed -nE 's/^ *"(kills|booksMoved|p50Ms|p90Ms|p99Ms|maxMs|acknowledged|lost|duplicated|staleWritesTried|staleWritesAccepted|evictedByMistake)": ([0-9]+),?$/"\1": \2/p' \
        "$result" >>"$counts"
    sed -nE 's/^ *([0-9]+),?$/\1/p' "$result" | awk '{ step[int($1 / 500)]++; if ($1 / 500 > last) last = int($1 / 500) }
        END { for (i = 0; i <= last; i++) if (step[i]) printf "\"upTo%dMs\": %d\n", (i + 1) * 500, step[i] }' >>"$counts"
    echo "\"violations\": $(grep -c '"passed": false' "$result" || true)" >>"$counts"
    rm -f "$result"
}

campaign_syscalls() {
    command -v strace >/dev/null || { echo "error: strace is missing; install it with: apt-get install strace" >&2; exit 4; }
    build tests/JournalWriter
    local writer=tests/JournalWriter/bin/$configuration/net10.0/Trading.JournalWriter blocks=${SYSCALL_BLOCKS:-16}
    local runs=0 injected=0 violations=0 acknowledged=0 folder line call fault count n inject said
    folder=$(mktemp -d)
    trace_writer "$folder" "trace=pwrite64,fdatasync,fsync,rename,unlink,mkdir,fallocate,openat"
    # The calls of the one writer thread: the one that syncs.
    local thread
    thread=$(awk '/fdatasync/ {print $1}' "$folder/trace" | sort | uniq -c | sort -rn | awk 'NR==1 {print $2}')
    grep "^$thread " "$folder/trace" | sed -nE 's/^[0-9]+ ([a-z0-9]+)\(.*/\1/p' | sort | uniq -c >"$folder/calls"
    while read -r count call; do
        for fault in EIO ENOSPC EINTR SIGKILL $([ "$call" = openat ] && echo EMFILE); do
            inject="error=$fault"
            [ "$fault" = SIGKILL ] && inject="signal=SIGKILL"
            for ((n = 1; n <= count; n++)); do
                trace_writer "$folder" "inject=$call:$inject:when=$n"
                runs=$((runs + 1))
                if grep -qE "INJECTED|killed by SIGKILL" "$folder/trace"; then injected=$((injected + 1)); fi
                if said=$("$writer" check "$folder/data" "$folder/said"); then
                    acknowledged=$((acknowledged + $(sed -n 's/^acknowledged //p' <<<"$said")))
                else
                    violations=$((violations + 1))
                    echo "$call $fault $n: $said" >&2
                fi
            done
        done
    done <"$folder/calls"
    rm -rf "$folder"
    echo "\"runs\": $runs, \"faultsInjected\": $injected, \"acknowledged\": $acknowledged, \"violations\": $violations" >>"$counts"
}

# Runs the writer under strace, which is attached once the process is up; what it says and the trace stay in the folder.
trace_writer() {
    local folder=$1 what=$2 process tracer pipe
    rm -rf "$folder/data" "$folder/said" "$folder/in"
    mkfifo "$folder/in"
    : >"$folder/said"
    DOTNET_TieredPGO=0 "$writer" write "$folder/data" "$blocks" <"$folder/in" >"$folder/said" &
    process=$!
    exec {pipe}>"$folder/in"
    until grep -q ready "$folder/said"; do sleep 0.02; done
    strace -f -qq -o "$folder/trace" -e "$what" -p $process 2>/dev/null &
    tracer=$!
    until [ -z "$(grep -sL 'TracerPid:[[:space:]]*[1-9]' /proc/$process/task/*/status)" ]; do sleep 0.02; done
    # The process may be gone already; that is a run as good as any.
    echo go >&"$pipe" 2>/dev/null || true
    exec {pipe}>&-
    # Whatever way it ends: what counts is what it said before.
    wait $process 2>/dev/null || true
    wait $tracer || true
}

name=${1:-}
kills=
if [[ "$name" =~ ^(kill-test|failover)$ ]] && [ "${2:-}" = --kills ]; then
    kills=${3:-}
    [[ "$kills" =~ ^[1-9][0-9]*$ ]] || { echo "error: say how many: --kills N" >&2; exit 2; }
    shift 2
fi
seed=${2:-1}
case "$name" in
    --list) campaigns; exit 0 ;;
    "" | -h | --help) usage; exit 0 ;;
esac
campaigns | grep -q "^$name " || { echo "error: there is no campaign $name" >&2; usage >&2; exit 2; }

counts=$(mktemp)
trap 'rm -f "$counts"' EXIT
started=$(date +%s)
failed=0
"campaign_${name//-/_}" || failed=1
seconds=$(($(date +%s) - started))
# Counts of the same name are added up; a run that failed without telling one is a violation.
pairs=$(tr ',' '\n' <"$counts" | sed -nE 's/^ *"([A-Za-z0-9]+)": ([0-9]+)$/\1 \2/p' |
    awk -v failed=$failed '{ if (!($1 in sum)) order[++n] = $1; sum[$1] += $2 }
        END { if (!("violations" in sum)) order[++n] = "violations"; if (failed && !sum["violations"]) sum["violations"] = 1
              for (i = 1; i <= n; i++) printf "\"%s\": %d, ", order[i], sum[order[i]] }')
violations=$(sed -nE 's/.*"violations": ([0-9]+).*/\1/p' <<<"$pairs")
commit=$(git rev-parse --short HEAD)
[ -z "$(git status --porcelain -- . ':!docs/campaigns.ndjson')" ] || commit="$commit+"
line="{\"campaign\": \"$name\", \"commit\": \"$commit\", \"date\": \"$(date -u +%F)\", \"seed\": $seed, ${pairs}\"seconds\": $seconds}"
echo "$line" >>docs/campaigns.ndjson
echo "$line"
[ "$violations" -eq 0 ]
