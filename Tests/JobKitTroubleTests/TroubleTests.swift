import Testing

/// Real processes on real files, killed and stopped by real signals. One after the other: each keeps the machine busy by itself.
@Suite(.serialized, .timeLimit(.minutes(60))) struct TroubleTests {}
