import Foundation

/// Tells a host that does not exist from a network that is away: git says the same of both.
enum HostLookup {
    /// Whether the names' servers have answered that there is none of this name.
    static func isUnknown(_ host: String) async -> Bool {
        await withCheckedContinuation { continuation in
            // Waits for the network, which no cooperative thread may.
            DispatchQueue.global().async {
                var found: UnsafeMutablePointer<addrinfo>?
                let code = getaddrinfo(host, nil, nil, &found)
                if let found { freeaddrinfo(found) }
                continuation.resume(returning: code == EAI_NONAME)
            }
        }
    }
}

extension RepositoryError {
    /// The same, or that there is no such host, which no further attempt will change.
    func lookingAtHost() async -> RepositoryError {
        guard code == .unreachable, let sign = cause.firstRange(of: "resolve host: ") else { return self }
        let host = cause[sign.upperBound...].prefix { $0 != " " && $0 != ";" && $0 != "\'" && $0 != "(" }
        guard await HostLookup.isUnknown(String(host)) else { return self }
        return RepositoryError(.hostMissing, subject, because: cause, remedy: "check the address for typing errors")
    }
}
