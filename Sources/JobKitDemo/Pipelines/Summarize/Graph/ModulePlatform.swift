/// The modules that come with a language, its compiler or its platform. Nobody adds them to a project, so they are no dependencies.
enum ModulePlatform {
    static func provides(_ module: String, to file: String) -> Bool {
        if file.hasSuffix(".py") || file.hasSuffix(".pyi") { return python.contains(module) || module.hasPrefix("_") }
        return module.hasPrefix("_") || swift.contains(module) || apple.contains(module)
    }

    private static func words(_ text: String) -> Set<String> {
        Set(text.split(whereSeparator: \.isWhitespace).map(String.init))
    }

    private static let swift = words(
        """
        Swift Foundation FoundationEssentials FoundationInternationalization FoundationNetworking FoundationXML FoundationObjCCompatibility
        Dispatch XCTest Testing Synchronization Observation RegexBuilder Distributed Cxx CxxStdlib Builtin Runtime PackageDescription PackagePlugin
        CompilerPluginSupport Glibc Musl Android Bionic Darwin WinSDK ucrt CRT WASILibc Wasi os os_log BlocksRuntime DeveloperToolsSupport
        wasi_pthread SwiftShims SwiftOverlayShims StdlibUnittest SwiftOnoneSupport Differentiation
        """)

    private static let apple = words(
        """
        AppKit UIKit SwiftUI SwiftUICore SwiftData WatchKit WidgetKit ActivityKit AppIntents Combine CoreData CoreFoundation CoreGraphics CoreImage
        CoreLocation CoreMedia CoreMIDI CoreML CoreMotion CoreServices CoreSpotlight CoreTelephony CoreText CoreVideo CoreAudio CoreAudioKit
        CoreBluetooth CoreHaptics CoreTransferable CryptoKit CryptoTokenKit Security SystemConfiguration Network NetworkExtension MultipeerConnectivity
        ObjectiveC QuartzCore Metal MetalKit MetalPerformanceShaders ModelIO SceneKit SpriteKit GameKit GameplayKit GameController RealityKit ARKit
        AVFoundation AVKit AVFAudio AudioToolbox AudioUnit Accelerate Accounts AddressBook AdSupport AppTrackingTransparency AuthenticationServices
        BackgroundTasks BackgroundAssets CallKit CarPlay Charts ClockKit CloudKit Compression Contacts ContactsUI Cocoa DeviceCheck DiskArbitration
        EventKit EventKitUI ExternalAccessory FileProvider GLKit HealthKit HomeKit Hypervisor IOKit ImageIO Intents IntentsUI JavaScriptCore
        LocalAuthentication LinkPresentation MachO MapKit MediaPlayer MessageUI Messages MetricKit NaturalLanguage NearbyInteraction
        NotificationCenter OSLog OpenGL OpenGLES PDFKit PassKit PencilKit Photos PhotosUI PushKit QuickLook QuickLookThumbnailing ReplayKit
        SafariServices ScreenCaptureKit ServiceManagement ShazamKit Social SoundAnalysis Speech StoreKit TabularData TipKit TVUIKit TVMLKit
        UniformTypeIdentifiers UserNotifications UserNotificationsUI VideoToolbox Virtualization Vision VisionKit WatchConnectivity WeatherKit WebKit
        XPC simd Translation FoundationModels
        """)

    /// Python 2's and the current one's.
    private static let python = words(
        """
        abc aifc antigravity argparse array ast asynchat asyncio asyncore atexit audioop base64 bdb binascii bisect builtins bz2 cProfile calendar
        cgi cgitb chunk cmath cmd code codecs codeop collections colorsys compileall compression concurrent configparser contextlib contextvars copy
        copyreg crypt csv ctypes curses dataclasses datetime dbm decimal difflib dis distutils doctest email encodings ensurepip enum errno
        faulthandler fcntl filecmp fileinput fnmatch formatter fractions ftplib functools gc getopt getpass gettext glob graphlib grp gzip
        hashlib heapq hmac html http idlelib imaplib imghdr imp importlib inspect io ipaddress itertools json keyword lib2to3 linecache locale
        logging lzma mailbox mailcap marshal math mimetypes mmap modulefinder msilib msvcrt multiprocessing netrc nis nntplib nt ntpath numbers
        opcode operator optparse os ossaudiodev parser pathlib pdb pickle pickletools pipes pkgutil platform plistlib poplib posix posixpath pprint
        profile pstats pty pwd py_compile pyclbr pydoc pyexpat queue quopri random re readline reprlib resource rlcompleter runpy sched secrets
        select selectors shelve shlex shutil signal site smtpd smtplib sndhdr socket socketserver spwd sqlite3 sre_compile sre_constants sre_parse
        ssl stat statistics string stringprep struct subprocess sunau symbol symtable sys sysconfig syslog tabnanny tarfile telnetlib tempfile
        termios test textwrap this threading time timeit tkinter token tokenize tomllib trace traceback tracemalloc tty turtle types typing
        unicodedata unittest urllib uu uuid venv warnings wave weakref webbrowser winreg winsound wsgiref xdrlib xml xmlrpc zipapp zipfile
        zipimport zlib zoneinfo
        ConfigParser Cookie cookielib cPickle cStringIO commands copy_reg dummy_thread HTMLParser httplib Queue SocketServer StringIO Tkinter
        urllib2 urlparse thread UserDict xmlrpclib
        """)
}
