/* SPDX-License-Identifier: Apache-2.0
 *
 * The protocol of intents, commits and cursors (docs/state.md, host-sdk/src/sync), as a model for
 * the checker spin. Two hosts share one state; each crashes, is slow, and loses its lease at any
 * step; requests and answers are lost or late. tests/protocol checks it, and that every rule left
 * out (-DNO_...) is missed at once.
 *
 * Modelled: one sync, changes of one side carried to the other, a page of all that changed since
 * the cursor, its intents in one commit, its requests in any order, its outcomes and the cursor in
 * one commit. Not modelled: what is written (merge, mapping), the other direction, which is the
 * same, and time: a time limit is a choice that may be taken at any moment it allows.
 *
 * Assumed, and why it may be:
 *  - A commit is atomic and durable (SQLite, synchronous=FULL; a replicated store: one transaction).
 *  - A host does not send after its lease ended, by its own monotonic clock read before the claim.
 *  - A request is dead (done, or never to be done) before the lease of its host ends: the lease is
 *    longer than the time limit of a request. -DLATE lifts this. Then still no task is created
 *    twice, but an old value may arrive after a newer one: what no client can prevent without a
 *    conditional write.
 *
 * Versions are the numbers of the source's changes, so "newer" is "greater".
 */
#ifndef TASKS
#define TASKS 2
#endif
#ifndef EDITS
#define EDITS 2
#endif
#ifndef CRASHES
#define CRASHES 1
#endif
#ifndef LOSSES
#define LOSSES 2
#endif
#ifndef TAKEOVERS
#define TAKEOVERS 1
#endif
#define HOSTS 2
#define NOBODY HOSTS

/* ── the source: users edit ─────────────────────────────────────────────────────────────────── */
byte head;          /* the number of the last change */
byte source[TASKS]; /* the change that made the task what it is; 0: not there yet */

/* ── the target, and the requests on their way to it ────────────────────────────────────────── */
byte copies[TASKS];
byte target[TASKS];

mtype = {none, under_way, done, lost};
typedef request {
    mtype state = none;
    byte version;
    bool creates;
    bool awaited; /* the host that sent it still waits for the answer */
}
typedef requests { request to[TASKS] }
requests wire[HOSTS];

/* ── the state store ────────────────────────────────────────────────────────────────────────── */
byte epoch;
byte owner = NOBODY;
bool owner_died;
byte cursor;
byte base[TASKS];   /* 0: no link */
byte intent[TASKS]; /* the version a stored write carries; 0: none */

byte crashes, losses, takeovers;

#define MOVED(t) (source[t] > cursor && source[t] != base[t])
#define WORK (source[0] > cursor || source[1] > cursor || intent[0] || intent[1])
#define CONVERGED(t) \
    (target[t] == source[t] && base[t] == source[t] && intent[t] == 0 && \
     copies[t] == (source[t] > 0 -> 1 : 0))
#define ON_ITS_WAY(h) (wire[h].to[0].state == under_way || wire[h].to[1].state == under_way)

/* Law 7 (sync-model): a cursor never passes work whose outcome, or intent, is not stored. */
#define COVERED(t) (source[t] == 0 || source[t] > cursor || base[t] == source[t] || intent[t] != 0)

/* What the target has confirmed, by an answer or when looked up. For the assertion alone. */
byte acknowledged[TASKS];

/* Law 6: a base moves when the write is known to be done, and never back. */
inline set_base(t, version)
{
    assert(version >= base[t]);
    assert(acknowledged[t] >= version);
    base[t] = version;
}

active proctype user()
{
    byte t;
    do
    :: atomic {
        head < EDITS ->
        if
        :: t = 0
        :: t = 1
        fi;
        head++;
        source[t] = head;
    }
    :: head == EDITS -> break
    od
}

/* The network and the server: carries out what is under way in any order, or loses it. */
inline serve(h, t)
{
    atomic {
        wire[h].to[t].state == under_way ->
        if
        :: true -> /* it arrives */
            if
            :: wire[h].to[t].creates ->
                if
#ifdef NO_KEY /* rule left out: creates carry an idempotency key */
                :: true -> copies[t]++
#else
                :: copies[t] == 0 -> copies[t] = 1
                :: else /* 200 for 201: it is there already */
#endif
                fi
            :: else
            fi;
            target[t] = wire[h].to[t].version;
            assert(copies[t] <= 1); /* law 4 */
            if
            :: wire[h].to[t].state = done
            :: losses < LOSSES -> losses++; wire[h].to[t].state = lost /* the answer is lost */
            fi
        :: losses < LOSSES -> losses++; wire[h].to[t].state = lost /* it never arrives */
        fi;
        if
        :: wire[h].to[t].awaited
        :: else -> wire[h].to[t].state = none
        fi
    }
}

active proctype network()
{
end:
    do
    :: serve(0, 0)
    :: serve(0, 1)
    :: serve(1, 0)
    :: serve(1, 1)
    od
}

#ifdef LATE
#define OUTLIVED(h) (!ON_ITS_WAY(me))
#else
#define OUTLIVED(h) (!ON_ITS_WAY(h))
#endif
#define EXPIRES(h) (OUTLIVED(h) && (owner_died || takeovers < TAKEOVERS))

/* The host dies: what it knew is gone, what it sent is on its way, its lease runs on. */
#define MAY_CRASH :: atomic { crashes < CRASHES -> crashes++; goto crashed }

#ifdef NO_FENCE /* rule left out: a commit names the epoch it was granted */
#define FENCED true
#else
#define FENCED (epoch == mine)
#endif

/* Sends what `plan` says, if the lease still stands. The intent is stored already. */
inline send(t)
{
    atomic {
        if
        :: plan[t] != 0 && owner == me && epoch == mine ->
            wire[me].to[t].version = plan[t];
            wire[me].to[t].creates = (copies_seen[t] == 0 && base[t] == 0);
            wire[me].to[t].awaited = true;
            wire[me].to[t].state = under_way
        :: else -> plan[t] = 0
        fi
    }
}

/* Waits for the answer, or not any longer: then the outcome is unknown, and the intent stays. */
inline await(t)
{
    if
    :: plan[t] == 0
    :: atomic { plan[t] != 0 && wire[me].to[t].state == done ->
        acknowledged[t] = (acknowledged[t] > plan[t] -> acknowledged[t] : plan[t]);
        wire[me].to[t].state = none }
    :: atomic { plan[t] != 0 && wire[me].to[t].state == lost ->
        wire[me].to[t].state = none; plan[t] = 0 }
#ifdef LATE
    :: atomic { plan[t] != 0 && wire[me].to[t].state == under_way && losses < LOSSES ->
        losses++; wire[me].to[t].awaited = false; plan[t] = 0 }
#endif
    MAY_CRASH
    fi
}

/* Looks up what became of an intent that an earlier pass left. Reading has no effect. */
inline examine(t)
{
    atomic {
        if
        :: intent[t] != 0 ->
            copies_seen[t] = copies[t];
            if
            :: copies[t] > 0 && target[t] >= intent[t] ->
                acknowledged[t] = target[t];
                found[t] = target[t]
            :: else -> plan[t] = source[t] /* planned anew, from what the source is now */
            fi
        :: else
        fi
    }
}

proctype host(byte me)
{
    byte mine, reached;
    byte plan[TASKS], found[TASKS], copies_seen[TASKS];

idle:
    plan[0] = 0; plan[1] = 0; found[0] = 0; found[1] = 0; reached = 0; mine = 0;
    copies_seen[0] = 0; copies_seen[1] = 0;
    /* A claim: free, or its lease ended. */
end:
    atomic {
        if
        :: WORK && owner == NOBODY && !ON_ITS_WAY(me)
        :: WORK && owner != NOBODY && EXPIRES(owner) ->
            if
            :: owner_died
            :: else -> takeovers++
            fi
        fi;
        owner = me;
        owner_died = false;
        epoch++;
        mine = epoch
    }

    /* recover: what earlier passes left */
    examine(0);
    examine(1);
    if
    :: true
    MAY_CRASH
    fi;

    /* fetch and plan: what changed since the cursor, read at one moment */
    atomic {
        reached = head;
        if
        :: MOVED(0) && found[0] != source[0] ->
            plan[0] = source[0];
            found[0] = 0;
            copies_seen[0] = copies[0]
        :: else
        fi;
        if
        :: MOVED(1) && found[1] != source[1] ->
            plan[1] = source[1];
            found[1] = 0;
            copies_seen[1] = copies[1]
        :: else
        fi
    }

#ifdef NO_ORDER /* rule left out: the cursor goes on with the outcomes, not before them */
    atomic {
        if
        :: FENCED -> cursor = reached
        :: else -> goto idle
        fi
    }
    if
    :: true
    MAY_CRASH
    fi;
#endif
#ifndef NO_INTENT /* rule left out: intents are durable before anything is sent */
    atomic {
        if
        :: FENCED ->
            if :: plan[0] != 0 -> intent[0] = plan[0] :: else fi;
            if :: plan[1] != 0 -> intent[1] = plan[1] :: else fi
#ifdef NO_WAIT /* rule left out: a base moves with the outcome, not with the sending */
            ;
            if :: plan[0] != 0 -> set_base(0, plan[0]) :: else fi;
            if :: plan[1] != 0 -> set_base(1, plan[1]) :: else fi
#endif
        :: else -> goto idle
        fi
    }
#endif
    if
    :: true
    MAY_CRASH
    fi;

    send(0);
    send(1);
    await(0);
    await(1);
    if
    :: true
    MAY_CRASH
    fi;

    /* the outcomes, the bases, the cursor and the release of the lease, or none of them */
    atomic {
        if
        :: FENCED ->
            if
            :: plan[0] != 0 -> set_base(0, plan[0]); intent[0] = 0
            :: else ->
                if
                :: found[0] != 0 -> set_base(0, found[0]); intent[0] = 0
                :: else
                fi
            fi;
            if
            :: plan[1] != 0 -> set_base(1, plan[1]); intent[1] = 0
            :: else ->
                if
                :: found[1] != 0 -> set_base(1, found[1]); intent[1] = 0
                :: else
                fi
            fi;
            assert(reached >= cursor); /* it never goes back */
            cursor = reached;
            if
            :: owner == me -> owner = NOBODY
            :: else
            fi
        :: else
        fi;
        goto idle
    }

crashed:
    atomic {
        if
        :: owner == me -> owner_died = true
        :: else
        fi;
        wire[me].to[0].awaited = false;
        wire[me].to[1].awaited = false;
        if
        :: wire[me].to[0].state != under_way -> wire[me].to[0].state = none
        :: else
        fi;
        if
        :: wire[me].to[1].state != under_way -> wire[me].to[1].state = none
        :: else
        fi;
        goto idle
    }
}

init
{
    atomic {
        run host(0);
        run host(1)
    }
}

/* Nothing can happen any more: then both sides are the same (laws 14, 15, 20). */
active proctype rest()
{
end:
#ifndef LATE
    timeout -> assert(CONVERGED(0) && CONVERGED(1))
#else
    false
#endif
}

/* Holds at every moment. */
active proctype always()
{
end:
    atomic { !(COVERED(0) && COVERED(1)) -> assert(false) }
}
