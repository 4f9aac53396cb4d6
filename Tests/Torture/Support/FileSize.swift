import Foundation

enum FileSize {
    /// By stat(2) alone: closing a descriptor of the database would drop the locks that this process holds on it.
    static func bytes(at path: String) -> Int? {
        var information = stat()
        return stat(path, &information) == 0 ? Int(information.st_size) : nil
    }
}
