import activity from 'lucide-static/icons/activity.svg?raw'
import archive from 'lucide-static/icons/archive.svg?raw'
import archiveRestore from 'lucide-static/icons/archive-restore.svg?raw'
import arrowDown from 'lucide-static/icons/arrow-down.svg?raw'
import arrowRight from 'lucide-static/icons/arrow-right.svg?raw'
import arrowUp from 'lucide-static/icons/arrow-up.svg?raw'
import banknote from 'lucide-static/icons/banknote.svg?raw'
import barcode from 'lucide-static/icons/barcode.svg?raw'
import binary from 'lucide-static/icons/binary.svg?raw'
import box from 'lucide-static/icons/box.svg?raw'
import braces from 'lucide-static/icons/braces.svg?raw'
import building2 from 'lucide-static/icons/building-2.svg?raw'
import calendar from 'lucide-static/icons/calendar.svg?raw'
import calendarClock from 'lucide-static/icons/calendar-clock.svg?raw'
import calendarDays from 'lucide-static/icons/calendar-days.svg?raw'
import calendarRange from 'lucide-static/icons/calendar-range.svg?raw'
import car from 'lucide-static/icons/car.svg?raw'
import carFront from 'lucide-static/icons/car-front.svg?raw'
import check from 'lucide-static/icons/check.svg?raw'
import chevronDown from 'lucide-static/icons/chevron-down.svg?raw'
import chevronRight from 'lucide-static/icons/chevron-right.svg?raw'
import chevronsUpDown from 'lucide-static/icons/chevrons-up-down.svg?raw'
import circleAlert from 'lucide-static/icons/circle-alert.svg?raw'
import circleCheck from 'lucide-static/icons/circle-check.svg?raw'
import circlePause from 'lucide-static/icons/circle-pause.svg?raw'
import circlePlay from 'lucide-static/icons/circle-play.svg?raw'
import clock from 'lucide-static/icons/clock.svg?raw'
import code from 'lucide-static/icons/code.svg?raw'
import columns3 from 'lucide-static/icons/columns-3.svg?raw'
import contactRound from 'lucide-static/icons/contact-round.svg?raw'
import copy from 'lucide-static/icons/copy.svg?raw'
import download from 'lucide-static/icons/download.svg?raw'
import eye from 'lucide-static/icons/eye.svg?raw'
import fileText from 'lucide-static/icons/file-text.svg?raw'
import fingerprint from 'lucide-static/icons/fingerprint.svg?raw'
import flag from 'lucide-static/icons/flag.svg?raw'
import gauge from 'lucide-static/icons/gauge.svg?raw'
import gitCommitHorizontal from 'lucide-static/icons/git-commit-horizontal.svg?raw'
import gitMerge from 'lucide-static/icons/git-merge.svg?raw'
import globe from 'lucide-static/icons/globe.svg?raw'
import gripVertical from 'lucide-static/icons/grip-vertical.svg?raw'
import handshake from 'lucide-static/icons/handshake.svg?raw'
import hash from 'lucide-static/icons/hash.svg?raw'
import house from 'lucide-static/icons/house.svg?raw'
import image from 'lucide-static/icons/image.svg?raw'
import keyRound from 'lucide-static/icons/key-round.svg?raw'
import keyboard from 'lucide-static/icons/keyboard.svg?raw'
import link from 'lucide-static/icons/link.svg?raw'
import link2 from 'lucide-static/icons/link-2.svg?raw'
import list from 'lucide-static/icons/list.svg?raw'
import listChecks from 'lucide-static/icons/list-checks.svg?raw'
import listFilter from 'lucide-static/icons/list-filter.svg?raw'
import locateFixed from 'lucide-static/icons/locate-fixed.svg?raw'
import lock from 'lucide-static/icons/lock.svg?raw'
import logOut from 'lucide-static/icons/log-out.svg?raw'
import mail from 'lucide-static/icons/mail.svg?raw'
import mails from 'lucide-static/icons/mails.svg?raw'
import map from 'lucide-static/icons/map.svg?raw'
import mapPin from 'lucide-static/icons/map-pin.svg?raw'
import menu from 'lucide-static/icons/menu.svg?raw'
import messageSquare from 'lucide-static/icons/message-square.svg?raw'
import notebookPen from 'lucide-static/icons/notebook-pen.svg?raw'
import packageBox from 'lucide-static/icons/package.svg?raw'
import palette from 'lucide-static/icons/palette.svg?raw'
import paperclip from 'lucide-static/icons/paperclip.svg?raw'
import pencil from 'lucide-static/icons/pencil.svg?raw'
import percent from 'lucide-static/icons/percent.svg?raw'
import phone from 'lucide-static/icons/phone.svg?raw'
import phoneCall from 'lucide-static/icons/phone-call.svg?raw'
import pilcrow from 'lucide-static/icons/pilcrow.svg?raw'
import plus from 'lucide-static/icons/plus.svg?raw'
import puzzle from 'lucide-static/icons/puzzle.svg?raw'
import redo2 from 'lucide-static/icons/redo-2.svg?raw'
import refreshCw from 'lucide-static/icons/refresh-cw.svg?raw'
import rocket from 'lucide-static/icons/rocket.svg?raw'
import rotateCcw from 'lucide-static/icons/rotate-ccw.svg?raw'
import save from 'lucide-static/icons/save.svg?raw'
import search from 'lucide-static/icons/search.svg?raw'
import settings from 'lucide-static/icons/settings.svg?raw'
import shapes from 'lucide-static/icons/shapes.svg?raw'
import shield from 'lucide-static/icons/shield.svg?raw'
import shieldAlert from 'lucide-static/icons/shield-alert.svg?raw'
import shieldCheck from 'lucide-static/icons/shield-check.svg?raw'
import sigma from 'lucide-static/icons/sigma.svg?raw'
import smile from 'lucide-static/icons/smile.svg?raw'
import sparkles from 'lucide-static/icons/sparkles.svg?raw'
import squareFunction from 'lucide-static/icons/square-function.svg?raw'
import squareKanban from 'lucide-static/icons/square-kanban.svg?raw'
import star from 'lucide-static/icons/star.svg?raw'
import stickyNote from 'lucide-static/icons/sticky-note.svg?raw'
import store from 'lucide-static/icons/store.svg?raw'
import table2 from 'lucide-static/icons/table-2.svg?raw'
import tag from 'lucide-static/icons/tag.svg?raw'
import tags from 'lucide-static/icons/tags.svg?raw'
import tally5 from 'lucide-static/icons/tally-5.svg?raw'
import target from 'lucide-static/icons/target.svg?raw'
import text from 'lucide-static/icons/text.svg?raw'
import textSearch from 'lucide-static/icons/text-search.svg?raw'
import timer from 'lucide-static/icons/timer.svg?raw'
import toggleLeft from 'lucide-static/icons/toggle-left.svg?raw'
import trash2 from 'lucide-static/icons/trash-2.svg?raw'
import triangleAlert from 'lucide-static/icons/triangle-alert.svg?raw'
import type from 'lucide-static/icons/type.svg?raw'
import undo2 from 'lucide-static/icons/undo-2.svg?raw'
import upload from 'lucide-static/icons/upload.svg?raw'
import user from 'lucide-static/icons/user.svg?raw'
import userPlus from 'lucide-static/icons/user-plus.svg?raw'
import userRound from 'lucide-static/icons/user-round.svg?raw'
import users from 'lucide-static/icons/users.svg?raw'
import usersRound from 'lucide-static/icons/users-round.svg?raw'
import waypoints from 'lucide-static/icons/waypoints.svg?raw'
import x from 'lucide-static/icons/x.svg?raw'
import zap from 'lucide-static/icons/zap.svg?raw'
/** Lucide's drawings that screens use by name, and those that entities of a CRM mostly have. Others load on demand. */
export const ICON_SOURCES = {
  activity,
  archive,
  'archive-restore': archiveRestore,
  'arrow-down': arrowDown,
  'arrow-right': arrowRight,
  'arrow-up': arrowUp,
  banknote,
  barcode,
  binary,
  box,
  braces,
  'building-2': building2,
  calendar,
  'calendar-clock': calendarClock,
  'calendar-days': calendarDays,
  'calendar-range': calendarRange,
  car,
  'car-front': carFront,
  check,
  'chevron-down': chevronDown,
  'chevron-right': chevronRight,
  'chevrons-up-down': chevronsUpDown,
  'circle-alert': circleAlert,
  'circle-check': circleCheck,
  'circle-pause': circlePause,
  'circle-play': circlePlay,
  clock,
  code,
  'columns-3': columns3,
  'contact-round': contactRound,
  copy,
  download,
  eye,
  'file-text': fileText,
  fingerprint,
  flag,
  gauge,
  'git-commit-horizontal': gitCommitHorizontal,
  'git-merge': gitMerge,
  globe,
  'grip-vertical': gripVertical,
  handshake,
  hash,
  house,
  image,
  'key-round': keyRound,
  keyboard,
  link,
  'link-2': link2,
  list,
  'list-checks': listChecks,
  'list-filter': listFilter,
  'locate-fixed': locateFixed,
  lock,
  'log-out': logOut,
  mail,
  mails,
  map,
  'map-pin': mapPin,
  menu,
  'message-square': messageSquare,
  'notebook-pen': notebookPen,
  package: packageBox,
  palette,
  paperclip,
  pencil,
  percent,
  phone,
  'phone-call': phoneCall,
  pilcrow,
  plus,
  puzzle,
  'redo-2': redo2,
  'refresh-cw': refreshCw,
  rocket,
  'rotate-ccw': rotateCcw,
  save,
  search,
  settings,
  shapes,
  shield,
  'shield-alert': shieldAlert,
  'shield-check': shieldCheck,
  sigma,
  smile,
  sparkles,
  'square-kanban': squareKanban,
  'square-function': squareFunction,
  star,
  'sticky-note': stickyNote,
  store,
  'table-2': table2,
  'tally-5': tally5,
  'text-search': textSearch,
  tag,
  tags,
  target,
  text,
  timer,
  'toggle-left': toggleLeft,
  'trash-2': trash2,
  'triangle-alert': triangleAlert,
  type,
  'undo-2': undo2,
  upload,
  user,
  'user-plus': userPlus,
  'user-round': userRound,
  users,
  'users-round': usersRound,
  waypoints,
  x,
  zap,
} as const
