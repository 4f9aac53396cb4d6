import Foundation
import JobKit

extension Scenario {
    /// To be replaced.
    static func peer(command: String) -> Scenario {
        Scenario(name: "peer", summary: "JobKit beside \(command)") { plan in [] }
    }
}
