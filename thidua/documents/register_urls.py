from django.urls import path

from thidua.documents import views_registers as views

urlpatterns = [
    path("in/", views.print_page, name="print_register"),
    path("in/<int:run_id>/", views.printed_register, name="printed_register"),
    path("cach-danh-so/", views.numbering, name="numbering"),
]
